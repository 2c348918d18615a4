//! Names of advice about valid programs.
super::names! {
    /// Parts of one program overlap in space; the whole is their union.
    OVERLAPPING_PARTS = "lint/overlapping-parts", Warning, "parts overlap in space";
}
