use super::shade;

/// A picture: rows from top to bottom, three bytes of sRGB a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `3·width·height` bytes.
    pub pixels: Vec<u8>,
}

impl Image {
    pub(super) fn white(width: u32, height: u32) -> Self {
        Image { width, height, pixels: vec![255; 3 * width as usize * height as usize] }
    }

    /// The colour of a pixel; `None` outside.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        let at = 3 * (y as usize * self.width as usize + x as usize);
        let bytes = self.pixels.get(at..at + 3).filter(|_| x < self.width)?;
        Some([bytes[0], bytes[1], bytes[2]])
    }

    /// The picture as a PNG file.
    pub fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        // Writing into memory, with sizes that are not zero and as many bytes as they ask for, cannot fail.
        if let Ok(mut writer) = encoder.write_header() {
            let _ = writer.write_image_data(&self.pixels);
        }
        bytes
    }

    /// Copies another picture to a place in this one; what does not fit is left out.
    pub(super) fn paste(&mut self, other: &Image, left: u32, top: u32) {
        let width = other.width.min(self.width.saturating_sub(left)) as usize * 3;
        for row in 0..other.height.min(self.height.saturating_sub(top)) as usize {
            let from = 3 * row * other.width as usize;
            let to = 3 * ((row + top as usize) * self.width as usize + left as usize);
            self.pixels[to..to + width].copy_from_slice(&other.pixels[from..from + width]);
        }
    }
}

/// Rows of a picture in the making: linear colours, and how much of each pixel is covered by lines.
pub(super) struct Band {
    pub width: usize,
    /// First row of the band in the picture.
    pub top: usize,
    pub rows: usize,
    pub colors: Vec<[f32; 3]>,
    pub ink: Vec<f32>,
}

impl Band {
    pub fn white(width: usize, top: usize, rows: usize) -> Self {
        Band { width, top, rows, colors: vec![[1.0; 3]; width * rows], ink: vec![0.0; width * rows] }
    }

    /// The bytes of the band: lines over colours.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(3 * self.colors.len());
        for (color, &ink) in self.colors.iter().zip(&self.ink) {
            for (channel, line) in color.iter().zip(shade::LINE) {
                bytes.push(shade::to_srgb(channel + (line - channel) * ink));
            }
        }
        bytes
    }
}
