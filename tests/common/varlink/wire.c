/* SPDX-License-Identifier: MIT
 *
 * The ways to a service: abstract sockets, pairs of descriptors; and how long to wait between tries.
 */
#include "tests/common/varlink/client_peer.h"

#include "common/varlink/wire.h"

static void test_back_off_doubles_between_its_bounds(attr_unused void **state)
{
    const unsigned ceilings[] = {200, 400, 800, 1600, 3200, 5000, 5000};
    for (unsigned failures = 0; failures < ARRAY_SIZE(ceilings); failures++) {
        unsigned least = UINT32_MAX, most = 0;
        for (uint32_t random = 0; random < 20000; random++) {
            unsigned ms = wire_backoff_ms(failures, 100, 5000, random);
            least = ms < least ? ms : least;
            most = ms > most ? ms : most;
        }
        assert_int_equal(least, 100);
        assert_int_equal(most, ceilings[failures]);
    }
}

static void test_back_off_of_extreme_numbers(attr_unused void **state)
{
    assert_int_equal(wire_backoff_ms(0, 100, 100, 7), 100);
    assert_int_equal(wire_backoff_ms(5, 100, 50, 7), 50);
    assert_in_range(wire_backoff_ms(UINT32_MAX, 1, UINT32_MAX, UINT32_MAX), 1, UINT32_MAX);
    assert_in_range(wire_backoff_ms(31, 1000000, UINT32_MAX, 12345), 1000000, UINT32_MAX);
}

static void test_an_abstract_socket(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    peer_stop_listening(f);
    snprintf(f->peer.address, sizeof(f->peer.address), "@novbe-test%s", f->folder);
    peer_listen(&f->peer);
    client_connect(f);
    ask(f, "a.b.C", 0, &told);
    until(f, f->peer.message_count == 1);
    say(f->peer.lines[0], "{}");
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
}

static void test_an_address_too_long_is_told(void **state)
{
    struct fixture *f = *state;
    char address[200];
    memset(address, 'x', sizeof(address) - 1);
    address[sizeof(address) - 1] = '\0';
    struct varlink_client_options options = usual_options(f);
    options.address = address;
    f->client = varlink_client_new(&options);
    until(f, f->disconnects == 1);
    assert_int_equal(f->error, -ENAMETOOLONG);
}

/* Pipes to and from a peer that is at the other end of both, as an ssh would give them. */
struct pipes {
    struct fixture *f;
    unsigned opened, refusals; /* how often; how often yet to refuse */
    int peer_in, peer_out;     /* of the newest */
};

static void close_pipes(struct pipes *pipes)
{
    close(pipes->peer_in);
    close(pipes->peer_out);
}

static int open_pipes(void *data, int *ret_fd_in, int *ret_fd_out)
{
    struct pipes *pipes = data;
    if (pipes->refusals > 0) {
        pipes->refusals--;
        return -EHOSTUNREACH;
    }
    int to_client[2], to_peer[2];
    assert_int_equal(pipe2(to_client, O_CLOEXEC), 0);
    assert_int_equal(pipe2(to_peer, O_CLOEXEC), 0);
    pipes->peer_in = to_peer[0];
    pipes->peer_out = to_client[1];
    pipes->opened++;
    *ret_fd_in = to_client[0];
    *ret_fd_out = to_peer[1];
    fcntl(pipes->peer_in, F_SETFL, O_NONBLOCK);
    return 0;
}

static void client_start_on_pipes(struct fixture *f, struct pipes *pipes)
{
    struct varlink_client_options options = usual_options(f);
    options.address = NULL;
    options.open = open_pipes;
    options.connected = NULL;
    options.data = pipes;
    f->client = varlink_client_new(&options);
}

/* Reads one message of at most `size` bytes from the pipe. */
static void hear(struct pipes *pipes, char *ret_message, size_t size)
{
    size_t length = 0;
    do {
        ssize_t n = read(pipes->peer_in, ret_message + length, 1);
        if (n < 0)
            uv_run(&pipes->f->loop, UV_RUN_ONCE);
        else
            length += (size_t)n;
        assert_true(length < size);
    } while (length == 0 || ret_message[length - 1] != '\0');
}

static void test_a_pair_of_pipes(void **state)
{
    struct fixture *f = *state;
    struct pipes pipes = {.f = f};
    struct told told[2] = {0};
    char message[100];
    client_start_on_pipes(f, &pipes);
    for (unsigned i = 0; i < 2; i++) {
        ask(f, "a.b.C", 0, &told[i]);
        until(f, pipes.opened == 1);
        hear(&pipes, message, sizeof(message));
        assert_string_equal(message, "{\"method\":\"a.b.C\",\"parameters\":{}}");
        assert_int_equal(write(pipes.peer_out, "{}", 3), 3);
        until(f, told[i].count == 1);
        assert_int_equal(told[i].status, VARLINK_OK);
    }
    close_pipes(&pipes);
}

static void test_pipes_that_break_are_opened_again(void **state)
{
    struct fixture *f = *state;
    struct pipes pipes = {.f = f, .refusals = 2};
    struct told told = {0};
    char message[100];
    client_start_on_pipes(f, &pipes);
    until(f, varlink_client_is_connected(f->client));
    close_pipes(&pipes);
    pipes.refusals = 1;
    ask(f, "a.b.C", VARLINK_CALL_REPEAT, &told);
    until(f, pipes.opened == 2);
    hear(&pipes, message, sizeof(message));
    assert_int_equal(write(pipes.peer_out, "{}", 3), 3);
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
    close_pipes(&pipes);
}

static void test_a_large_call_through_a_full_pipe(void **state)
{
    enum { SIZE = 500000 };
    struct fixture *f = *state;
    struct pipes pipes = {.f = f};
    struct told told = {0};
    _cleanup_free_ char *text = mem_alloc(1, SIZE + 1), *message = mem_alloc(1, SIZE + 100);
    memset(text, 'x', SIZE);
    client_start_on_pipes(f, &pipes);
    varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = text}, 0, on_told, &told);
    until(f, pipes.opened == 1);
    hear(&pipes, message, SIZE + 100);
    assert_non_null(strstr(message, text));
    assert_int_equal(write(pipes.peer_out, "{\"parameters\":{\"text\":\"\"}}", 27), 27);
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
    close_pipes(&pipes);
}

static int open_file(attr_unused void *data, int *ret_fd_in, int *ret_fd_out)
{
    *ret_fd_in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    *ret_fd_out = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    return 0;
}

static void test_descriptors_that_cannot_be_waited_for_are_closed(void **state)
{
    struct fixture *f = *state;
    struct varlink_client_options options = usual_options(f);
    options.address = NULL;
    options.open = open_file;
    int before = dup(0);
    close(before);
    f->client = varlink_client_new(&options);
    until(f, f->disconnects == 1);
    assert_int_equal(f->error, -EPERM);
    client_stop(f);
    int after = dup(0);
    close(after);
    /* The loop has opened its own descriptors before: the lowest free number is the same. */
    assert_int_equal(after, before);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_back_off_doubles_between_its_bounds),
            cmocka_unit_test(test_back_off_of_extreme_numbers),
            client_test(test_an_abstract_socket),
            client_test(test_an_address_too_long_is_told),
            client_test(test_a_pair_of_pipes),
            client_test(test_pipes_that_break_are_opened_again),
            client_test(test_a_large_call_through_a_full_pipe),
            client_test(test_descriptors_that_cannot_be_waited_for_are_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
