//! Names of reading and writing.
super::names! {
    /// A file could not be read.
    READ = "io/read", Error, "a file could not be read";
    /// A file could not be written.
    WRITE = "io/write", Error, "a file could not be written";
    /// The content of a file is not what its format asks for. The message says where it breaks.
    MALFORMED = "io/malformed", Error, "a file is not of its format";
    /// A foreign script uses something that the language cannot say, such as a tapered extrusion or a spline.
    /// The script is not imported; everything else in it was read, and the message names the place.
    NOT_EXPRESSIBLE = "io/not-expressible", Error, "a foreign script cannot be said in the language";
    /// A foreign script was read completely but builds no solid.
    EMPTY_SCRIPT = "io/empty-script", Error, "a foreign script makes no solid";
    /// Profiles of one extrusion of a foreign script overlap, which faces of a sketch may not. They are
    /// extruded from sketches of their own and united; the solid is the same.
    OVERLAPPING_PROFILES = "io/overlapping-profiles", Note, "profiles of a foreign extrusion overlap";
    /// A part of a foreign script makes no geometry and has no place in the program: an extrusion without
    /// profiles, a sketch that nothing uses, a profile listed twice, a curve of no length.
    LEFT_OUT = "io/left-out", Note, "a part of a foreign script makes no geometry";
    /// A file format cannot hold this kind of shape, or its ending is not one recad knows.
    /// Solids go into `.stl .3mf .obj .step .glb`, loops, faces and sketches into `.svg .dxf`, both into `.png`.
    FORMAT = "io/format", Error, "a file format cannot hold the shape";
    /// A `use` path is relative to the file it stands in, or names a module of the standard library: `std:gear`.
    NOT_FOUND = "io/not-found", Error, "no module has this path";
    /// A `use` path may not leave the project root, directly or through a link, and a host may forbid everything but `std:`.
    OUTSIDE_PROJECT = "io/outside-project", Error, "a path leaves the project";
    /// `--part` must name a part of the program; the message lists them.
    NO_SUCH_PART = "io/no-such-part", Error, "the program has no part of this name";
}
