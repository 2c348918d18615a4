//! The command line as data: every command, flag and help text. Imports nothing from the crate.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A parametric CAD language: programs in, exact geometry, files and pictures out.
#[derive(Parser, Debug)]
#[command(name = "recad", version, about, propagate_version = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Print nothing but results and errors.
    #[arg(long, global = true)]
    pub quiet: bool,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Evaluate a program and write its parts to a file (.stl .3mf .obj .step .glb .dxf .svg .png .json).
    Build(BuildArgs),
    /// Report everything that is wrong with programs, up to and including geometry.
    Check(CheckArgs),
    /// Print parameters, values and parts of a program.
    Eval(EvalArgs),
    /// Measure the parts of a program, or a mesh (.stl .obj).
    Measure(MeasureArgs),
    /// Compare two shapes, each a program or a mesh.
    Compare(CompareArgs),
    /// Rate candidate programs beside references: one pair, or a stream of JSON Lines on standard input.
    Reward(RewardArgs),
    /// Format programs in place (`-` filters standard input).
    Fmt(FmtArgs),
    /// Turn raw CAD scripts into recad programs.
    Import(ImportArgs),
    /// Edit every parameter of a program and tell which edits build and keep the part's relations.
    Edits(EditsArgs),
    /// Turn hard-coded programs into parameterized ones, each only when proven equivalent.
    Rewrite(RewriteArgs),
    /// Say a program in words that read back as the same program.
    Describe(DescribeArgs),
    /// Turn a description of level D3 or D4 back into a program.
    Read(ReadArgs),
    /// Make new programs: valid, not trivial, each different.
    Synth(SynthArgs),
    /// Make data sets for training.
    Dataset(DatasetArgs),
    /// Run the `test` blocks, assertions and documentation examples of programs.
    Test(TestArgs),
    /// Run a conformance suite (`*.cases` files) and print what it covers.
    Conformance(ConformanceArgs),
    /// Explain a diagnostic by its name, or list all of them.
    Explain(ExplainArgs),
    /// Print the documentation of the standard library or of one program.
    Doc(DocArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
    /// Print the manual page, of recad or of one command (`recad man build | man -l -`).
    Man(ManArgs),
}

impl Command {
    /// Whether the result is one document of a machine's format.
    pub fn is_for_machines(&self) -> bool {
        let format = match self {
            Command::Check(args) => return matches!(args.format, CheckFormat::Json | CheckFormat::Sarif),
            Command::Build(args) => args.format,
            Command::Eval(args) => args.format,
            Command::Measure(args) => args.format,
            Command::Compare(args) => args.format,
            Command::Reward(args) => args.format,
            Command::Fmt(args) => args.format,
            Command::Import(args) => args.format,
            Command::Edits(args) => args.format,
            Command::Rewrite(args) => args.format,
            Command::Describe(args) => args.format,
            Command::Read(args) => args.format,
            Command::Synth(args) => args.format,
            Command::Dataset(DatasetArgs { command: DatasetCommand::Build(args) }) => args.format,
            Command::Test(args) => args.format,
            Command::Explain(args) => args.format,
            Command::Doc(args) => args.format,
            Command::Conformance(args) => args.format,
            Command::Completions(args) => args.format,
            Command::Man(args) => args.format,
        };
        format == Format::Json
    }
}

/// How results are printed.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Text for people.
    #[default]
    Human,
    /// One JSON document.
    Json,
}

/// How diagnostics of `check` are printed.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CheckFormat {
    /// Text for people, with the source.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// One line each.
    Short,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub workflow commands.
    Github,
}

/// Values for the parameters of a program, and the host's limit.
#[derive(Args, Debug, Clone, Default)]
pub struct ProgramArgs {
    /// Set a parameter (`-p height=12mm`); may be repeated.
    #[arg(short = 'p', value_name = "NAME=VALUE")]
    pub params: Vec<String>,
    /// Read parameters from a JSON object.
    #[arg(long = "params", value_name = "FILE.json")]
    pub params_file: Option<PathBuf>,
    /// End the run after this many milliseconds.
    #[arg(long, value_name = "MS")]
    pub time_limit_ms: Option<u64>,
}

/// Mesh settings.
#[derive(Args, Debug, Clone, Default)]
pub struct MeshArgs {
    /// Largest distance between a curve and its chords, mm.
    #[arg(long, value_name = "MM")]
    pub tolerance: Option<f64>,
    /// Largest angle between neighbouring chords of a curve, degrees.
    #[arg(long, value_name = "DEGREES")]
    pub angle: Option<f64>,
}

/// The views of `--view`; a test keeps them equal to those of the renderer.
pub const VIEWS: [&str; 8] = ["iso", "front", "back", "left", "right", "top", "bottom", "sheet"];

/// `recad build`.
#[derive(Args, Debug)]
pub struct BuildArgs {
    /// The program (`-` is standard input).
    pub file: PathBuf,
    /// Where to write; the ending decides the format. May be repeated.
    #[arg(short, long, required = true, value_name = "OUT")]
    pub output: Vec<PathBuf>,
    /// View of a picture; a sheet shows four of them.
    #[arg(long, value_name = "VIEW", value_parser = VIEWS)]
    pub view: Option<String>,
    /// Size of a picture in pixels.
    #[arg(long, value_name = "WxH")]
    pub size: Option<String>,
    /// Write only this part.
    #[arg(long, value_name = "NAME")]
    pub part: Option<String>,
    /// Build again whenever the program changes.
    #[arg(long)]
    pub watch: bool,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Parameters.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// Mesh settings.
    #[command(flatten)]
    pub mesh: MeshArgs,
}

/// `recad check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Programs (`-` is standard input).
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Stop after the grammar.
    #[arg(long)]
    pub syntax_only: bool,
    /// Do not build the geometry of parts.
    #[arg(long, conflicts_with = "syntax_only")]
    pub no_geometry: bool,
    /// Let the normative grammar judge too.
    #[arg(long)]
    pub reference: bool,
    /// Apply the fixes that are certain, in place.
    #[arg(long, conflicts_with = "syntax_only")]
    pub fix: bool,
    /// Do not give this advice (`lint/unused-let`, or `all`); may be repeated.
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    /// Give this advice as a warning.
    #[arg(long, value_name = "NAME")]
    pub warn: Vec<String>,
    /// Give this advice as an error.
    #[arg(long, value_name = "NAME")]
    pub deny: Vec<String>,
    /// How to print diagnostics.
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Parameters.
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// `recad eval`.
#[derive(Args, Debug)]
pub struct EvalArgs {
    /// The program (`-` is standard input).
    pub file: PathBuf,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub format: Format,
    /// Parameters.
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// `recad measure`.
#[derive(Args, Debug)]
pub struct MeasureArgs {
    /// A program, or a mesh by its ending .stl or .obj.
    pub file: PathBuf,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Parameters.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// Mesh settings.
    #[command(flatten)]
    pub mesh: MeshArgs,
}

/// How two shapes are brought together before they are compared.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Normalize {
    /// As they are.
    #[default]
    None,
    /// Each moved and scaled so that its box fits the unit cube.
    Box,
    /// Each centred on its centroid and scaled by its root-mean-square radius.
    Rms,
    /// As `rms`, and the first turned as the best IoU asks.
    Align,
}

/// The default of `--points`; a test keeps it equal to that of the library.
pub const POINTS: usize = 8192;

/// `recad compare`.
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// A program or mesh.
    pub a: PathBuf,
    /// Another.
    pub b: PathBuf,
    /// Sample points on each surface.
    #[arg(long, default_value_t = POINTS)]
    pub points: usize,
    /// Seed of the samples.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Normalisation.
    #[arg(long, value_enum, default_value_t)]
    pub normalize: Normalize,
    /// Radius of the F-score, as a share of the diagonal of B's box; may be repeated.
    #[arg(long, value_name = "SHARE", default_value = "0.01")]
    pub threshold: Vec<f64>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Parameters, of every program that is compared.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// Mesh settings; without `--tolerance` chords keep within 1e-4 of the diagonal of each program's box.
    #[command(flatten)]
    pub mesh: MeshArgs,
}

/// `recad reward`.
#[derive(Args, Debug)]
pub struct RewardArgs {
    /// One candidate (`-` is standard input); without it, a stream is answered: lines
    /// `{"id", "candidate", "reference" or "reference_file"}` on standard input.
    #[arg(long, value_name = "FILE", requires = "reference")]
    pub candidate: Option<PathBuf>,
    /// Its reference: a program or a mesh (.stl .obj).
    #[arg(long, value_name = "FILE", requires = "candidate")]
    pub reference: Option<PathBuf>,
    /// Settings of the formula.
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Print the settings with their meaning, defaults and ranges (with `--format json` their values alone), and end.
    #[arg(long)]
    pub print_config: bool,
    /// Worker processes (default: one for each processor).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Wall time that a candidate may take.
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    pub time_limit_ms: u64,
    /// Memory that a worker may take besides what it starts with.
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(16..=1_048_576))]
    pub memory_limit_mb: u64,
    /// How to print the result of one pair; a stream is JSON Lines.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// What the command starts its workers with.
    #[arg(long, hide = true)]
    pub worker: bool,
}

/// `recad fmt`.
#[derive(Args, Debug)]
pub struct FmtArgs {
    /// Programs (`-` filters standard input to standard output).
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Change nothing; exit with 1 when a file is not formatted.
    #[arg(long)]
    pub check: bool,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Raw script formats.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// DeepCAD JSON.
    Deepcad,
    /// Python scripts for CadQuery, followed but never executed.
    Cadquery,
    /// Fusion 360 Gallery reconstruction JSON.
    Fusion360,
    /// Fusion 360 Gallery designs as numbers out of build123d scripts, one JSON object a design.
    #[value(name = "fusion360-b123d")]
    Fusion360B123d,
    /// Szalinski's flat CSG, s-expressions.
    Csexp,
}

/// `recad import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// Scripts, .jsonl with one a line, .tar archives, all perhaps with .gz or .zst, or directories of them; `-` is standard input.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What the scripts are.
    #[arg(long, value_enum)]
    pub from: Source,
    /// A program file for one script, a directory for many (default: standard output).
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Which numbers of a program's text are edited.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literals {
    /// Each number where it stands.
    Occurrence,
    /// A coordinate in every equal point of its statement.
    Vertex,
}

/// `recad edits`.
#[derive(Args, Debug)]
pub struct EditsArgs {
    /// The program (`-` is standard input).
    pub file: PathBuf,
    /// Edit the numbers in the text instead of the parameters.
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, default_missing_value = "vertex")]
    pub literals: Option<Literals>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Parameters; the edits start from these values.
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// `recad rewrite`.
#[derive(Args, Debug)]
pub struct RewriteArgs {
    /// Programs, or directories of them; with `--from`, raw scripts.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What raw scripts are, which are imported first.
    #[arg(long, value_enum)]
    pub from: Option<Source>,
    /// A program file for one program, a directory for many (default: standard output).
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How much a description says.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DescriptionLevel {
    /// What the part is and its salient features, without numbers.
    #[value(name = "D0", alias = "d0")]
    D0,
    /// Overall size and counts.
    #[value(name = "D1", alias = "d1")]
    D1,
    /// Features with their main dimensions and places.
    #[value(name = "D2", alias = "d2")]
    D2,
    /// Every operation with every number.
    #[value(name = "D3", alias = "d3")]
    D3,
    /// The whole program with its parameters, relations and names.
    #[value(name = "D4", alias = "d4")]
    D4,
}

/// How a description speaks.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DescriptionStyle {
    /// What the part is.
    #[default]
    Geometric,
    /// What to do to make it.
    Procedural,
}

/// `recad describe`.
#[derive(Args, Debug)]
pub struct DescribeArgs {
    /// The program (`-` is standard input).
    pub file: PathBuf,
    /// How much to say.
    #[arg(long, value_enum, default_value = "D3")]
    pub level: DescriptionLevel,
    /// How to speak.
    #[arg(long, value_enum, default_value_t)]
    pub style: DescriptionStyle,
    /// Which of the many ways to say it.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad read`.
#[derive(Args, Debug)]
pub struct ReadArgs {
    /// A file with the text (`-` is standard input).
    pub text: PathBuf,
    /// Write the program to this file instead of standard output.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// The paper's ladder of shapes.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ladder {
    /// One closed loop.
    #[value(name = "L")]
    L,
    /// A face with holes.
    #[value(name = "F")]
    F,
    /// Several faces on a plane.
    #[value(name = "S")]
    S,
    /// One extruded or revolved sketch.
    #[value(name = "SE")]
    Se,
    /// Several, combined.
    #[value(name = "MSE")]
    Mse,
}

/// How much structure a program shows.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// Literals only.
    #[value(name = "P0")]
    P0,
    /// Named parameters.
    #[value(name = "P1")]
    P1,
    /// Parameters and relations.
    #[value(name = "P2")]
    P2,
    /// Parameters with ranges, relations and patterns.
    #[value(name = "P3")]
    P3,
}

/// `recad synth`.
#[derive(Args, Debug)]
pub struct SynthArgs {
    /// The level of every program.
    #[arg(long, value_enum, ignore_case = true, required_unless_present = "list_families")]
    pub level: Option<Ladder>,
    /// The parametricity of every program (default: all of them in turn, at random).
    #[arg(long, value_enum, ignore_case = true)]
    pub parametricity: Option<Structure>,
    /// How many programs. The same seed gives the same first programs whatever the count.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub count: u64,
    /// Seed of the choices.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Only parts of this family; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub family: Vec<String>,
    /// Print the names of the families, and end.
    #[arg(long)]
    pub list_families: bool,
    /// Build every program and measure the effect of every operation on exact bodies (slower).
    #[arg(long)]
    pub audit: bool,
    /// Threads (default: one for each processor).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// The folder for the programs and `manifest.jsonl`: a new one, an empty one, or that of a run with the same
    /// settings, which is continued.
    #[arg(short, long, value_name = "DIR", required_unless_present = "list_families")]
    pub output: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad dataset`.
#[derive(Args, Debug)]
pub struct DatasetArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: DatasetCommand,
}

/// The commands of `recad dataset`.
#[derive(Subcommand, Debug)]
pub enum DatasetCommand {
    /// Write shards of examples with a manifest: text, picture or hard-coded program to program, edits, repairs.
    Build(DatasetBuildArgs),
}

/// `recad dataset build`.
#[derive(Args, Debug)]
pub struct DatasetBuildArgs {
    /// The settings.
    #[arg(value_name = "CONFIG.toml")]
    pub config: PathBuf,
    /// The folder for shards and `manifest.json`: a new one, an empty one, or that of a run with the same settings,
    /// which is continued.
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Threads (default: one for each processor). They do not show in the result.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad test`.
#[derive(Args, Debug)]
pub struct TestArgs {
    /// Programs; without any, the standard library.
    pub files: Vec<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Parameters, of every program.
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// `recad conformance`.
#[derive(Args, Debug)]
pub struct ConformanceArgs {
    /// A folder of `*.cases` files, or one such file.
    pub dir: PathBuf,
    /// Let the normative grammar judge every text too.
    #[arg(long)]
    pub reference: bool,
    /// Take the rules from the `*.md` files of this folder instead of the built-in specification.
    #[arg(long, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A diagnostic's name, `geom/open-loop`; without it, all are listed.
    pub name: Option<String>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad doc`.
#[derive(Args, Debug)]
pub struct DocArgs {
    /// A function, a module (`std:pattern`) or a program; without it, the whole standard library.
    #[arg(conflicts_with_all = ["reference", "compact", "diagnostics"])]
    pub subject: Option<String>,
    /// The whole reference, language and library, as one page: Markdown, or HTML with pictures (`-o page.html`).
    #[arg(long, conflicts_with_all = ["compact", "diagnostics"])]
    pub reference: bool,
    /// The short reference for the prompt of a language model (Markdown, below 6,000 tokens).
    #[arg(long, conflicts_with = "diagnostics")]
    pub compact: bool,
    /// The chapter of the specification that lists every diagnostic (Markdown).
    #[arg(long)]
    pub diagnostics: bool,
    /// Write the page to this file instead of standard output.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: clap_complete::Shell,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `recad man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The command; without it, recad itself.
    pub command: Option<String>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
