//! Turns an Education, Health and Care Plan into a band and a top-up, with reasons.
