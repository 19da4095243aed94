#pragma once
/// The version of the helpers' interface.
int lab_linux_version(void);
