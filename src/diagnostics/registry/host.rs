//! Names of limits set by the host, never a language result.
super::names! {
    /// The host's time limit ended the run; the program itself may be fine.
    TIMEOUT = "host/timeout", Error, "the host's time limit ended the run";
    /// The host's memory limit ended the run; the program itself may be fine.
    MEMORY = "host/memory", Error, "the host's memory limit ended the run";
}
