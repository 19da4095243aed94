#pragma once

// This target defines libvirt's functions: the first call of any loads the shared library, and they
// fail where that can't be.
//
// The library needs fifty others, which a command that has no machines need not wait for.

/// Loads the library, where that has not been done (dlopen(3)).
/// @return nothing, or why that fails, which stays so
const char *lab_libvirt_load(void);
