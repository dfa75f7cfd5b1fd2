/* SPDX-License-Identifier: BSD-2-Clause */
#include "shell.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "namespace.h"
#include "util/file.h"

#define COMMAND_MAX 8192
#define OUTPUT_MAX ((size_t)256 << 20)

static const char *required_environment(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL) {
        fail_msg("%s is not set: run the test through meson", name);
        return ""; /* the compiler does not know that fail_msg() does not return */
    }
    return value;
}

/* What is installed on this machine is nothing that a test knows. */
static void hide_snapshots(void)
{
    static const char *const folders[] = { "/etc/portreg", "/var/lib/portreg" };
    static bool has_entered;
    static bool are_hidden[sizeof(folders) / sizeof(folders[0])];
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (!are_hidden[i] && access(folders[i], F_OK) == 0) {
            has_entered = has_entered || namespace_enter();
            are_hidden[i] = has_entered && namespace_hide(folders[i]);
        }
    }
}

int shell_setup(void **state)
{
    struct shell *shell = calloc(1, sizeof(*shell));
    char path[2 * PATH_MAX];

    assert_non_null(shell);
    hide_snapshots();
    snprintf(shell->folder, sizeof(shell->folder), "/tmp/portreg-test-XXXXXX");
    assert_non_null(mkdtemp(shell->folder));
    snprintf(path, sizeof(path), "%s:/usr/bin:/bin:/usr/sbin:/sbin",
             required_environment("PORTREG_TEST_BIN"));
    setenv("PATH", path, 1);
    setenv("T", shell->folder, 1);
    setenv("D", required_environment("PORTREG_TEST_DATA"), 1);
    setenv("HOME", shell->folder, 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("PORTREG_REGISTRY");
    *state = shell;
    return 0;
}

static void forget_output(struct shell *shell)
{
    free(shell->out);
    free(shell->err);
    shell->out = NULL;
    shell->err = NULL;
}

static pid_t spawn(const struct shell *shell, const char *command, const char *out,
                   const char *err)
{
    pid_t child = fork();

    assert_int_not_equal(child, -1);
    if (child == 0) {
        int input = open("/dev/null", O_RDONLY);
        int output = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int errors = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        if (setpgid(0, 0) != 0 || chdir(shell->folder) != 0 || dup2(input, 0) < 0 ||
            dup2(output, 1) < 0 || dup2(errors, 2) < 0) {
            _exit(126);
        }
        execl("/bin/bash", "bash", "-o", "pipefail", "-c", command, (char *)NULL);
        _exit(127);
    }
    return child;
}

static char *read_all(const char *path, size_t *ret_size)
{
    struct buffer buffer = BUFFER_INIT(OUTPUT_MAX);

    assert_int_equal(file_read(path, &buffer, NULL), PORTREG_OK);
    *ret_size = buffer.size;
    return buffer_take(&buffer, ret_size);
}

static void run_command(struct shell *shell, const char *command)
{
    char out[] = "/tmp/portreg-test-out-XXXXXX";
    char err[] = "/tmp/portreg-test-err-XXXXXX";
    size_t size;
    int status;

    close(mkstemp(out));
    close(mkstemp(err));
    forget_output(shell);
    assert_int_not_equal(waitpid(spawn(shell, command, out, err), &status, 0), -1);
    shell->code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    shell->out = read_all(out, &shell->out_size);
    shell->err = read_all(err, &size);
    unlink(out);
    unlink(err);
}

void shell_run(struct shell *shell, const char *format, ...)
{
    char command[COMMAND_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(command, sizeof(command), format, arguments);
    va_end(arguments);
    run_command(shell, command);
}

void shell_expect(struct shell *shell, int code, const char *format, ...)
{
    char command[COMMAND_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(command, sizeof(command), format, arguments);
    va_end(arguments);
    run_command(shell, command);
    if (shell->code != code) {
        fail_msg("%s\nexit code %d instead of %d\n%.2000s\n%.2000s", command, shell->code, code,
                 shell->out, shell->err);
    }
}

void shell_err_has(const struct shell *shell, const char *text)
{
    if (strstr(shell->err, text) == NULL) {
        fail_msg("no \"%s\" in: %.2000s", text, shell->err);
    }
}

void shell_out_has(const struct shell *shell, const char *text)
{
    if (strstr(shell->out, text) == NULL) {
        fail_msg("no \"%s\" in: %.2000s", text, shell->out);
    }
}

int shell_teardown(void **state)
{
    struct shell *shell = *state;
    int code;

    shell_run(shell, "cd / && chmod -R u+w \"$T\" && rm -rf \"$T\"");
    code = shell->code;
    forget_output(shell);
    free(shell);
    return code;
}

pid_t shell_start(struct shell *shell, const char *command)
{
    return spawn(shell, command, "/dev/null", "/dev/null");
}
