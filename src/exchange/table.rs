//! Cells that a spreadsheet must not run.

/// Guards a cell against being taken for a formula: it gets an apostrophe in front.
///
/// The list of first characters is OWASP's for CSV injection, with their full-width forms.
pub fn guarded(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{feff}']).chars().next();
    if first.is_some_and(|c| "=+-@\t\r\n|%＝＋－＠".contains(c)) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_formula_becomes_text() {
        assert_eq!(guarded("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(guarded("  @SUM(A1)"), "'  @SUM(A1)");
        assert_eq!(guarded("＝1+1"), "'＝1+1");
        assert_eq!(guarded("a = b"), "a = b");
    }
}
