//! How fast programs are synthesised, without files: `cargo bench --bench synth --no-default-features`.
//!
//! For every level: samples and candidates per second of CPU time and of wall time on all processors, and what the
//! audit on exact bodies costs. `-- 5000` draws so many samples of each level (default 2000).

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use recad::corpus::synth::{Options, Synthesis};
use recad::model::Level;

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse::<usize>().ok()).unwrap_or(2000);
    println!("level  audit  samples  candidates  samples/CPU s  samples/s  refused");
    let mut total = (0, Duration::ZERO, Duration::ZERO);
    for (name, level) in [("L", Level::L), ("F", Level::F), ("S", Level::S), ("SE", Level::SE), ("MSE", Level::MSE)] {
        for audit in [false, true] {
            let options = Options { level, parametricity: None, seed: 1, families: Vec::new(), audit };
            let (wall, cpu) = (Instant::now(), ProcessTime::now());
            let mut stream = Synthesis::new(options, 0);
            let samples = stream.by_ref().take(if audit { count / 10 } else { count }).count();
            let (wall, cpu) = (wall.elapsed(), cpu.elapsed());
            let refused = stream.refused();
            let candidates = samples + refused.iter().map(|(_, count)| count).sum::<usize>();
            let reasons: Vec<String> = refused.iter().map(|(why, count)| format!("{} {count}", why.name())).collect();
            println!(
                "{name:5}  {audit:5}  {samples:7}  {candidates:10}  {:13.0}  {:9.0}  {}",
                samples as f64 / cpu.as_secs_f64(),
                samples as f64 / wall.as_secs_f64(),
                reasons.join(", ")
            );
            if !audit {
                total = (total.0 + samples, total.1 + cpu, total.2 + wall);
            }
        }
    }
    let (samples, cpu, wall) = (total.0 as f64, total.1.as_secs_f64(), total.2.as_secs_f64());
    println!("all levels, without audit: {:.0} samples/CPU s, {:.0} samples/s", samples / cpu, samples / wall);
}
