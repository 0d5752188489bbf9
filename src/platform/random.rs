//! Numbers that cannot be foretold.

use super::Problem;

/// Any number of 32 bits.
pub fn random_number() -> Result<u32, Problem> {
    Ok(u32::from_le_bytes(random_bytes()?))
}

pub fn random_bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Problem::internal("no randomness"))?;
    Ok(bytes)
}
