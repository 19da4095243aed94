#pragma once

// libvirt's functions, which this target defines, are those of the shared library once this has been
// called; before they fail.
//
// The library needs fifty others, which takes half of the start of a command that has no machines.

/// Loads the library, the first time (dlopen(3)).
/// @return nothing, or why that fails, which stays so
const char *lab_libvirt_load(void);
