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
        cause: "A candidate of `recad reward` that needs more memory than `--memory-limit-mb` leaves to a worker.",
    };
    /// The host lost the run: its worker process ended or recad panicked. The program itself may be fine; please
    /// report it with the program.
    CRASH = "host/crash", Error, "the run ended without an answer" => elsewhere {
        cause: "No known program, but an error in recad or in a library it uses. `recad reward` answers it for the candidate concerned \
            and goes on with the next.",
    };
}
