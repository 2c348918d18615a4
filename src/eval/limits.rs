//! Limits that are part of the language. They count work, so they are the same on every machine;
//! wall time and memory belong to the host.

/// Evaluation steps of one program: expressions, elements and the sizes of built-in operations.
pub const STEPS: u64 = 20_000_000;
/// Calls inside one another.
pub const CALL_DEPTH: usize = 400;
/// Elements of one list.
pub const LIST_LENGTH: usize = 1_000_000;
/// Elements of all lists, tuples and records a program makes.
pub const ELEMENTS: u64 = 10_000_000;
/// Curves a program makes.
pub const CURVES: u64 = 1_000_000;
/// Bytes of one string.
pub const STRING_BYTES: usize = 1_000_000;
/// Bytes of all strings a program makes.
pub const TOTAL_STRING_BYTES: u64 = 64_000_000;
/// Containers (lists, tuples, records, closures) inside one another.
pub const MAX_DEPTH: u16 = 256;
/// Operations of a solid built on one another.
pub const SOLID_DEPTH: u32 = 1_000;
/// Diagnostics of one evaluation; the rest is left out.
pub const DIAGNOSTICS: usize = 200;

/// Steps counted for every curve that geometry checks, combines or measures.
pub(super) const CURVE_WORK: u64 = 10;
/// Steps counted for a question about a solid, whose cost is not known beforehand.
pub(super) const SOLID_WORK: u64 = 5_000;

/// The limits of one evaluation; a host may set lower ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// See [`STEPS`].
    pub steps: u64,
    /// See [`CALL_DEPTH`].
    pub call_depth: usize,
    /// See [`LIST_LENGTH`].
    pub list_length: usize,
    /// See [`ELEMENTS`].
    pub elements: u64,
    /// See [`CURVES`].
    pub curves: u64,
    /// See [`STRING_BYTES`].
    pub string_bytes: usize,
    /// See [`TOTAL_STRING_BYTES`].
    pub total_string_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: STEPS,
            call_depth: CALL_DEPTH,
            list_length: LIST_LENGTH,
            elements: ELEMENTS,
            curves: CURVES,
            string_bytes: STRING_BYTES,
            total_string_bytes: TOTAL_STRING_BYTES,
        }
    }
}

/// What a program has used so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Used {
    pub(super) steps: u64,
    pub(super) elements: u64,
    pub(super) curves: u64,
    pub(super) string_bytes: u64,
}
