#pragma once
#include <stdint.h>

/// How fast this machine's time-stamp counter counts, in thousands a second, measured against
/// CLOCK_MONOTONIC.
/// @param milliseconds how long that takes; 50 give a millionth
/// @return a negative errno where there is none
int64_t lab_timestamp_kilohertz(int milliseconds);
