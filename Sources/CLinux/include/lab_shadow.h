#pragma once

/// Lays a directory of memory over a directory, in which everything is as before but one name, which
/// is an empty directory. For a mount namespace of the caller's own, in which nobody else sees it.
/// @return 0, or a negative errno
int lab_shadow(const char *directory, const char *own);

/// Lets this process, and those that it starts, use no more memory than they touch: a guest's memory
/// would be taken in pieces of 2 MiB (PR_SET_THP_DISABLE of prctl(2)).
/// @return 0, or a negative errno
int lab_use_small_pages(void);
