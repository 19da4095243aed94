#include "lab_version.h"
int lab_linux_version(void) { return 1; }
