//! Names of reading and writing.
super::names! {
    /// A file could not be read.
    READ = "io/read", Error, "a file could not be read" => command {
        program: ["part block = box(20, 10, 5)"],
        wrong: "recad check exampel.recad",
        right: "recad check example.recad",
    };
    /// A file could not be written.
    WRITE = "io/write", Error, "a file could not be written" => command {
        program: ["part block = box(20, 10, 5)"],
        wrong: "recad build example.recad -o missing/block.stl",
        right: "recad build example.recad -o block.stl",
    };
    /// The content of a file is not what its format asks for. The message says where it breaks.
    MALFORMED = "io/malformed", Error, "a file is not of its format" => elsewhere {
        cause: "A mesh or foreign script that is not of its format: `recad import script.json --from deepcad` of \
            a text that is no JSON.",
    };
    /// A foreign script uses something that the language cannot say, such as a tapered extrusion, an extrusion
    /// up to a face, a fillet or a spline, or has a member whose meaning is not known.
    /// The script is not imported; everything else in it was read, and the message names the place.
    NOT_EXPRESSIBLE = "io/not-expressible", Error, "a foreign script cannot be said in the language" => elsewhere {
        cause: "A foreign script with a tapered extrusion or a spline, read by `recad import`.",
    };
    /// A program cannot be put into words that read back as the same program: it has several parts, or a shape that the
    /// table of sentences has no words for, such as a revolution that does not begin at its sketch.
    NOT_DESCRIBED = "io/not-described", Error, "a program cannot be put into words" => elsewhere {
        cause: "A program with two parts, given to `recad describe`.",
    };
    /// A foreign script was read completely but builds no solid.
    EMPTY_SCRIPT = "io/empty-script", Error, "a foreign script makes no solid" => elsewhere {
        cause: "A foreign script without an extrusion, read by `recad import`.",
    };
    /// Profiles of one extrusion of a foreign script overlap, which faces of a sketch may not. They are
    /// extruded from sketches of their own and united; the solid is the same.
    OVERLAPPING_PROFILES = "io/overlapping-profiles", Note, "profiles of a foreign extrusion overlap" => elsewhere {
        cause: "A foreign script that extrudes two profiles that overlap, read by `recad import`.",
    };
    /// A part of a foreign script makes no geometry and has no place in the program: an extrusion without
    /// profiles, a sketch that nothing uses, a profile listed twice, a curve of no length, a second distance of
    /// an extrusion to one side.
    LEFT_OUT = "io/left-out", Note, "a part of a foreign script makes no geometry" => elsewhere {
        cause: "A foreign script with a sketch that nothing uses, read by `recad import`.",
    };
    /// The triangles of a mesh file face inward (clockwise seen from outside), so that its volume would be
    /// negative. Its figures are those of the mesh turned; turn the triangles in the program that wrote it.
    INSIDE_OUT = "io/inside-out", Warning, "a mesh faces inward" => elsewhere {
        cause: "An STL or OBJ file with a closed mesh whose triangles face inward, read by `recad measure`.",
    };
    /// Two shapes have nothing to be measured against each other: a solid and a shape of the plane, an empty mesh, a
    /// mesh without a volume where the normalisation needs one, or parts that are no single shape.
    NOT_COMPARABLE = "io/not-comparable", Error, "two shapes cannot be compared" => elsewhere {
        cause: "A part that is a solid and one that is a face, given to `recad compare`.",
    };
    /// The surface of a mesh file is open or not oriented, so that it encloses no volume: distances are measured,
    /// volumes and IoU are not. The message names the first place; repair the mesh in the program that wrote it.
    OPEN_MESH = "io/open-mesh", Warning, "a mesh encloses no volume" => elsewhere {
        cause: "An STL or OBJ file with a missing triangle, read by `recad compare`.",
    };
    /// A mesh file encloses some volume more than once or inside out: its surface crosses itself, or shells lie in one another.
    /// The mesh is taken as its windings count, and `iou_error` holds what that may be off; unite the pieces in the program
    /// that wrote it.
    TANGLED_MESH = "io/tangled-mesh", Warning, "a mesh crosses itself" => elsewhere {
        cause: "An STL or OBJ file with two boxes that overlap, not united, read by `recad compare`.",
    };
    /// A setting of a configuration file is not known, of another kind than it must be, or out of its range. The message
    /// says what it must be; `recad reward --print-config` lists all.
    SETTING = "io/setting", Error, "a setting cannot be used" => elsewhere {
        cause: "`gate = 2` in a file for `recad reward --config`.",
    };
    /// STL and GLB hold coordinates as numbers of 32 bits, about seven digits: far from the origin the vertices of a mesh
    /// are moved by more than a tenth of its chord tolerance or a hundred-thousandth of its size. The file is written.
    /// Move the part near to the origin, or write `.3mf`, `.obj` or `.step`.
    PRECISION = "io/precision", Warning, "a mesh file loses digits" => command {
        program: ["param away = 0mm", "part block = box(20, 10, 5, (away, 0, 0))"],
        wrong: "recad build example.recad -p away=200000.3mm -o block.stl",
        right: "recad build example.recad -o block.stl",
    };
    /// A file format cannot hold this kind of shape, or its ending is not one recad knows.
    /// Solids go into `.stl .3mf .obj .step .glb`, loops, faces and sketches into `.svg .dxf`, both into `.png`.
    FORMAT = "io/format", Error, "a file format cannot hold the shape" => command {
        program: ["part plate = rect(20, 10)"],
        wrong: "recad build example.recad -o plate.stl",
        right: "recad build example.recad -o plate.svg",
    };
    /// A `use` path is relative to the file it stands in, or names a module of the standard library: `std:gear`.
    NOT_FOUND = "io/not-found", Error, "no module has this path" => program {
        wrong: [r#"use "std:bearing": ball_bearing"#, "part bearing = ball_bearing(10)"],
        right: [r#"use "std:fasteners": washer"#, "part bearing = washer(10)"],
    };
    /// A `use` path may not leave the project root, directly or through a link, and a host may forbid everything but `std:`.
    OUTSIDE_PROJECT = "io/outside-project", Error, "a path leaves the project" => program {
        wrong: [r#"use "../shared.recad": radius"#, "part disc = circle((0, 0), radius)"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// `--part` must name a part of the program; the message lists them.
    NO_SUCH_PART = "io/no-such-part", Error, "the program has no part of this name" => command {
        program: ["part block = box(20, 10, 5)"],
        wrong: "recad build example.recad -o block.stl --part lid",
        right: "recad build example.recad -o block.stl --part block",
    };
}
