/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/column.h"
#include "cli/command.h"
#include "util/string.h"

static const struct command_option *option_at(const struct command *command, size_t index)
{
    if (index < COMMAND_OPTIONS_MAX && command->options[index].name != NULL) {
        return &command->options[index];
    }
    return NULL;
}

static void commands_are_described(void **state)
{
    const struct command *command;

    (void)state;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        assert_ptr_equal(command_find(command->name), command);
        assert_true(strlen(command->summary) > 0);
        assert_int_not_equal(command->summary[strlen(command->summary) - 1], '.');
        assert_true(strlen(command->description) > 0);
        assert_non_null(strchr(command->examples, '\t'));
        assert_true(command->operand_min <= command->operand_max);
    }
    assert_null(command_find("nonsense"));
}

/* The word of the command is found before it is known whose options stand in front of it. */
static void an_option_takes_a_value_everywhere_or_nowhere(void **state)
{
    const struct command *command;
    const struct command_option *option;

    (void)state;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        for (size_t j = 0; (option = option_at(command, j)) != NULL; j++) {
            const struct command_option *first =
                command_option_find(NULL, option->name, strlen(option->name));

            assert_int_equal(first->argument != NULL, option->argument != NULL);
            if (option->letter != 0) {
                first = command_option_letter(NULL, option->letter);
                assert_int_equal(first->argument != NULL, option->argument != NULL);
            }
        }
    }
}

static void examples_can_be_read(void **state)
{
    const struct command *command;

    (void)state;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        const char *line = command->examples;

        while (*line != '\0') {
            size_t size = strcspn(line, "\n");
            const char *tab = memchr(line, '\t', size);

            assert_non_null(tab);
            assert_non_null(string_find((struct portreg_string){ line, (size_t)(tab - line) },
                                        STRING_LITERAL("portreg ")));
            line += size + (line[size] == '\n');
        }
    }
}

static void columns_are_found_by_key(void **state)
{
    (void)state;
    for (unsigned i = 0; column_at(i) != NULL; i++) {
        const char *key = column_at(i)->key;

        assert_int_equal(column_find(key, strlen(key)), i);
    }
    assert_int_equal(column_find("names", 5), COLUMN_COUNT);
    assert_string_equal(column_at(PORTREG_COLUMN_NOTE)->key, "note");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_described),
        cmocka_unit_test(an_option_takes_a_value_everywhere_or_nowhere),
        cmocka_unit_test(examples_can_be_read),
        cmocka_unit_test(columns_are_found_by_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
