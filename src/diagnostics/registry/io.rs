//! Names of reading and writing.
super::names! {
    /// A file could not be read.
    READ = "io/read", Error, "a file could not be read";
    /// A file could not be written.
    WRITE = "io/write", Error, "a file could not be written";
    /// A `use` path is relative to the file it stands in, or names a module of the standard library: `std:gear`.
    NOT_FOUND = "io/not-found", Error, "no module has this path";
    /// A `use` path may not leave the project root, directly or through a link, and a host may forbid everything but `std:`.
    OUTSIDE_PROJECT = "io/outside-project", Error, "a path leaves the project";
}
