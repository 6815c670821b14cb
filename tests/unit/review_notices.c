#include "review_help.h"

#include "carrel/review/notices.h"

static void keeps_what_checks_found(void **state) {
    (void) state;
    Desk desk = desk_new();
    Notices notices;
    review_state_notices(desk.state, &desk.arena, &notices);
    assert_int_equal(notices.checked, 0);
    assert_int_equal(notices.count, 0);
    const NoticeChange first[] = {{.id = 12, .time = 1000, .retracted = true}, {.id = 13, .time = 1000}},
                       second[] = {{.id = 14, .time = 2000, .concern = true, .corrected = true}};
    const struct {
        const NoticeChange *changes;
        size_t count;
        int64_t time;
    } checks[] = {{first, 2, 1000}, {second, 1, 2000}, {NULL, 0, 3000}};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        ReviewAction action = begin(&desk);
        review_action_notices(&action, desk.state, checks[i].time, checks[i].changes, checks[i].count);
        done(&desk, &action);
    }
    review_state_notices(desk.state, &desk.arena, &notices);
    assert_int_equal(notices.checked, 3000);
    assert_int_equal(notices.count, 3);
    assert_int_equal(notices.changes[0].id, 14);
    assert_string_equal(notice_words(&notices.changes[0]), "expression of concern");
    assert_true(notices.changes[0].corrected);
    assert_int_equal(notices.changes[1].time, 1000);
    assert_string_equal(notice_words(&notices.changes[1]), "retracted");
    assert_string_equal(notice_words(&notices.changes[2]), "a notice was taken back");
    Key about;
    size_t count;
    assert_true(key_is_none(review_state_undo_target(desk.state, &about, &count)));
    desk_free(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_what_checks_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
