//! How much work a comparison may take.

/// A number of elementary steps (pairs looked at) that is spent.
#[derive(Clone, Copy, Debug)]
pub(in crate::geom::compare) struct Budget {
    left: usize,
}

impl Budget {
    /// `steps` may be spent.
    pub fn new(steps: usize) -> Budget {
        Budget { left: steps }
    }

    /// Spends some steps; `None` when they are not left.
    pub fn spend(&mut self, steps: usize) -> Option<()> {
        self.left = self.left.checked_sub(steps)?;
        Some(())
    }
}
