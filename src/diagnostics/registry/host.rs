//! Names of limits set by the host, never a language result.
super::names! {
    /// The host's time limit ended the run; the program itself may be fine.
    TIMEOUT = "host/timeout", Error, "the host's time limit ended the run" => command {
        program: [
            "let sums = [[i * j for i in 0..900] for j in 0..900]",
            "part disc = circle((0, 0), 5 + sums[0][0])",
        ],
        wrong: "recad check example.recad --time-limit-ms 1",
        right: "recad check example.recad --time-limit-ms 600000",
    };
    /// The host's memory limit ended the run; the program itself may be fine.
    MEMORY = "host/memory", Error, "the host's memory limit ended the run" => elsewhere {
        cause: "A host that runs programs under a memory limit. The commands of this recad have none; the name \
            is reserved for hosts that do.",
    };
}
