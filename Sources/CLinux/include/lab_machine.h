#pragma once

// What the machine allows, found out by trying in a child that ends.

/// What is tried, in this order; all but the first inside the namespaces that came to be.
enum lab_trial {
    LAB_TRIAL_USER_NAMESPACE,
    LAB_TRIAL_USER_MAP,
    LAB_TRIAL_NAMESPACES,
    LAB_TRIAL_MOUNT,
    LAB_TRIAL_PROC,
    LAB_TRIAL_TUN,
    LAB_TRIAL_TAP,
    LAB_TRIAL_OVERLAY,
    LAB_TRIAL_COUNT,
};

/// Tries everything.
/// @param errors 0 for what worked, an errno for what did not, -1 for what could not be tried
/// @return 0, or a negative errno where nothing could be tried
int lab_try_machine(int errors[LAB_TRIAL_COUNT]);
