//! The picker without a terminal.

use super::super::super::text::{columns, to_plain};
use super::*;

fn menu() -> Vec<PickItem> {
    vec![
        PickItem::new("컨테이너 간 통신")
            .detail(vec!["24단계 · 50분".into()])
            .detail(page::progress_bar(5, 24, 16))
            .detail(vec!["5단계부터 이어서".into()]),
        PickItem::new("고장 난 네트워크 고치기")
            .detail(vec!["8단계 · 30분".into()])
            .detail(vec!["시작 전".into()]),
        PickItem::new("언어 바꾸기 · English").after_gap(),
        PickItem::new("곧 나와요").disabled(),
    ]
}

fn frame(width: usize, height: usize, keys: &[Key]) -> String {
    let items = menu();
    let mut picker = Picker::one(&items, 0, &[], "↑↓ 고르기   Enter 정하기   Esc 뒤로");
    for key in keys {
        assert!(picker.key(*key).is_none());
    }
    let lines = picker.frame(width, height);
    assert!(lines.len() < height.max(7));
    for line in &lines {
        assert!(columns(&to_plain(std::slice::from_ref(line))) <= width);
    }
    to_plain(&lines)
}

#[test]
fn the_menu_at_100_columns() {
    insta::assert_snapshot!(frame(100, 30, &[]));
}

#[test]
fn the_menu_at_60_columns() {
    insta::assert_snapshot!(frame(60, 30, &[Key::Down]));
}

#[test]
fn a_menu_taller_than_the_screen_scrolls() {
    insta::assert_snapshot!(frame(60, 8, &[Key::Down, Key::Down]));
}

#[test]
fn a_tiny_screen_does_not_fail() {
    for width in 0..30 {
        let items = menu();
        let mut picker = Picker::one(&items, 0, &[], "↑↓");
        assert!(!picker.frame(width, width).is_empty());
    }
}

#[test]
fn moving_goes_around_and_past_what_cannot_be_chosen() {
    let items = menu();
    let mut picker = Picker::one(&items, 3, &[], "");
    assert_eq!(picker.at, 0);
    picker.key(Key::Up);
    assert_eq!(picker.at, 2);
    picker.key(Key::Down);
    assert_eq!(picker.at, 0);
    picker.key(Key::Char('2'));
    assert_eq!(picker.at, 1);
    picker.key(Key::Char('4'));
    assert_eq!(picker.at, 1);
}

#[test]
fn two_digits_are_one_number_where_there_are_as_many_items() {
    let items: Vec<PickItem> = (0..24).map(|_| PickItem::new("x")).collect();
    let mut picker = Picker::one(&items, 0, &[], "");
    picker.key(Key::Char('1'));
    picker.key(Key::Char('2'));
    assert_eq!(picker.at, 11);
    picker.key(Key::Char('9'));
    assert_eq!(picker.at, 8);
}

#[test]
fn a_korean_keyboard_picks_and_leaves() {
    let items = menu();
    let mut picker = Picker::one(&items, 1, &['r'], "");
    assert!(matches!(
        picker.key(Key::Char('ㄱ')),
        Some(Outcome::Key('r', 1))
    ));
    assert!(matches!(picker.key(Key::Char('ㅂ')), Some(Outcome::Back)));
    assert!(picker.key(Key::Char('호')).is_none());
    assert!(matches!(
        picker.key(Key::Interrupt),
        Some(Outcome::Interrupted)
    ));
}

#[test]
fn several_are_marked_by_their_numbers_too_and_enter_alone_takes_nothing() {
    let items = menu();
    let mut picker = Picker::many(&items, "");
    assert!(picker.key(Key::Enter).is_none());
    for digit in ['1', '3', '1'] {
        picker.key(Key::Char(digit));
    }
    let Some(Outcome::Marked(marked)) = picker.key(Key::Enter) else {
        panic!("Enter takes what is marked");
    };
    assert_eq!(marked, [2]);
}

#[test]
fn several_are_marked_with_the_space_bar() {
    let items = menu();
    let mut picker = Picker::many(&items, "");
    picker.key(Key::Char(' '));
    picker.key(Key::Down);
    picker.key(Key::Down);
    picker.key(Key::Char(' '));
    let Some(Outcome::Marked(marked)) = picker.key(Key::Enter) else {
        panic!("Enter takes what is marked");
    };
    assert_eq!(marked, [0, 2]);
}

#[test]
fn nothing_to_choose_can_only_be_left() {
    let mut picker = Picker::one(&[], 0, &[], "");
    picker.key(Key::Down);
    assert!(picker.key(Key::Enter).is_none());
    assert!(matches!(picker.key(Key::Escape), Some(Outcome::Back)));
}
