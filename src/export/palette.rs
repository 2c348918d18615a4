//! The colours of parts, shared by pictures and the formats that carry colour.

/// A colour in sRGB, 0 to 255.
pub type Rgb = [u8; 3];

/// Muted, distinct in hue and lightness; the first is the one every single-part model gets.
const PARTS: [Rgb; 10] = [
    [156, 181, 203],
    [226, 176, 122],
    [156, 192, 150],
    [205, 148, 148],
    [178, 164, 205],
    [214, 201, 134],
    [140, 192, 190],
    [212, 164, 186],
    [172, 172, 168],
    [186, 160, 136],
];

/// The colour of part number `index`; the list starts again after ten.
pub fn part_color(index: usize) -> Rgb {
    PARTS[index % PARTS.len()]
}
