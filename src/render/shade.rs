//! Colours and light. Everything is computed in linear light and turned to sRGB at the end.

use std::sync::LazyLock;

use glam::{DVec3, Vec3};

use crate::export::part_color;

/// Linear colour of edges.
pub(super) const LINE: [f32; 3] = [0.012, 0.015, 0.021];

/// Light in view space: x right, y up, z toward the viewer.
struct Light {
    key: Vec3,
    fill: Vec3,
    half: Vec3,
}

static LIGHT: LazyLock<Light> = LazyLock::new(|| {
    let key = Vec3::new(-0.5, 0.72, 0.55).normalize();
    let fill = Vec3::new(0.7, 0.2, 0.6).normalize();
    Light { key, fill, half: (key + Vec3::Z).normalize() }
});

/// What a surface looks like.
#[derive(Clone, Copy)]
pub(super) struct Material {
    base: Vec3,
}

impl Material {
    /// The material of part number `index`.
    pub fn part(index: usize) -> Self {
        Material { base: Vec3::from_array(part_color(index).map(to_linear)) }
    }

    /// The colour mixed with white.
    pub fn tint(self, share: f32) -> [f32; 3] {
        (self.base * share + Vec3::splat(1.0 - share)).to_array()
    }

    /// Light from a surface with this unit normal in view space.
    pub fn lit(self, normal: Vec3) -> [f32; 3] {
        let light = &*LIGHT;
        // The key light wraps around, so that curved faces have no hard border of shade.
        let wrapped = 0.5 + 0.5 * normal.dot(light.key);
        let fill = normal.dot(light.fill).max(0.0);
        let diffuse = 0.24 + 0.86 * wrapped * wrapped + 0.10 * fill;
        let gloss = power_32(normal.dot(light.half).max(0.0)) * 0.10;
        (self.base * diffuse + Vec3::splat(gloss)).to_array()
    }
}

fn power_32(x: f32) -> f32 {
    let x = x * x;
    let x = x * x;
    let x = x * x;
    let x = x * x;
    x * x
}

/// The nearest single-precision direction of a unit vector.
pub(super) fn single(v: DVec3) -> Vec3 {
    v.as_vec3()
}

fn to_linear(value: u8) -> f32 {
    let c = f64::from(value) / 255.0;
    let linear = if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) };
    linear as f32
}

const STEPS: usize = 4096;

static SRGB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let encode = |step: usize| {
        let c = step as f64 / STEPS as f64;
        let srgb = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * libm::pow(c, 1.0 / 2.4) - 0.055 };
        (srgb * 255.0).round() as u8
    };
    (0..=STEPS).map(encode).collect()
});

/// The sRGB byte of linear light, clamped.
pub(super) fn to_srgb(linear: f32) -> u8 {
    let step = (linear.clamp(0.0, 1.0) * STEPS as f32 + 0.5) as usize;
    SRGB.get(step).copied().unwrap_or(255)
}
