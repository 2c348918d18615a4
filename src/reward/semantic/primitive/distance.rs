use crate::model::DVec3;

use super::{REACH, TURN};

/// A primitive as the numbers it is compared by; what its type does not need is zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Primitive {
    /// Unit normal or axis; its opposite means the same.
    pub direction: DVec3,
    /// Places that correspond one to one, mm.
    pub fixed: [DVec3; 2],
    /// Two places that may be exchanged, mm.
    pub ends: [DVec3; 2],
    /// Natural logarithms of sizes.
    pub sizes: [f64; 2],
    /// Whether it takes material away.
    pub taken: bool,
}

impl Primitive {
    pub const ZERO: Primitive = Primitive {
        direction: DVec3::ZERO,
        fixed: [DVec3::ZERO; 2],
        ends: [DVec3::ZERO; 2],
        sizes: [0.0; 2],
        taken: false,
    };

    pub fn is_finite(&self) -> bool {
        let places = self.fixed.iter().chain(&self.ends).chain([&self.direction]);
        places.clone().all(|p| p.is_finite()) && self.sizes.iter().all(|size| size.is_finite())
    }

    /// Equal for primitives that are written with the same numbers, whichever way round.
    pub fn key(&self) -> [u64; 18] {
        let flipped = self.direction.to_array().into_iter().find(|v| *v != 0.0).is_some_and(|v| v < 0.0);
        let direction = if flipped { -self.direction } else { self.direction };
        let [mut a, mut b] = self.ends;
        if b.to_array() < a.to_array() {
            std::mem::swap(&mut a, &mut b);
        }
        let places = [direction, self.fixed[0], self.fixed[1], a, b];
        let numbers = places.into_iter().flat_map(|p| p.to_array()).chain(self.sizes).chain([f64::from(self.taken)]);
        let mut key = [0; 18];
        for (word, number) in key.iter_mut().zip(numbers) {
            // −0 and 0 are one number.
            *word = (number + 0.0).to_bits();
        }
        key
    }
}

/// What distances are measured with.
pub(super) struct Measure {
    /// One over the distance of places at which closeness ends.
    place: f64,
}

impl Measure {
    /// For a reference of this diagonal, mm.
    pub fn new(diagonal: f64) -> Measure {
        Measure { place: 1.0 / (REACH * diagonal.max(1e-9)) }
    }

    /// 1 for equal primitives, 0 for such that have nothing in common.
    pub fn closeness(&self, a: &Primitive, b: &Primitive) -> f64 {
        if a.taken != b.taken {
            return 0.0;
        }
        let far = |a: DVec3, b: DVec3| (a - b).length_squared();
        let straight = far(a.ends[0], b.ends[0]).max(far(a.ends[1], b.ends[1]));
        let crossed = far(a.ends[0], b.ends[1]).max(far(a.ends[1], b.ends[0]));
        let places = straight.min(crossed).max(far(a.fixed[0], b.fixed[0])).max(far(a.fixed[1], b.fixed[1]));
        let turn = far(a.direction, b.direction).min(far(a.direction, -b.direction));
        let sizes = (a.sizes[0] - b.sizes[0]).abs().max((a.sizes[1] - b.sizes[1]).abs());
        let distance = (places.sqrt() * self.place).max(turn.sqrt() / TURN).max(sizes / std::f64::consts::LN_2);
        (1.0 - distance).max(0.0)
    }
}
