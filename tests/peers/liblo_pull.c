/* Drives oscfactor from C with liblo: loads, factorizes and pulls a component, over UDP or TCP.
 *
 * cc liblo_pull.c -llo -o pull && ./pull udp|tcp PORT SOUND OUT
 */
#include <lo/lo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *out;
static int n_received, total = 1;
static char answered[128]; /* the address of the request that was answered last */

static int on_message(const char *address, const char *types, lo_arg **argv, int argc, lo_message m, void *user)
{
    (void)m, (void)user;
    for (const char *t = types; *t; t++)
        if (!strchr("ifsb", *t)) {
            printf("foreign type %c in %s\n", *t, address);
            exit(1);
        }
    if (!strcmp(address, "/oscfactor/audio")) { /* name k channel offset total samples... */
        total = argv[4]->i;
        for (int i = 5; i < argc; i++)
            fwrite(&argv[i]->f, sizeof(float), 1, out);
        n_received += argc - 5;
    } else if (!strcmp(address, "/oscfactor/progress")) {
        printf("progress %s %g\n", &argv[0]->s, argv[1]->f);
    } else if (!strcmp(address, "/oscfactor/fail")) {
        printf("fail %s %s %s\n", &argv[0]->s, &argv[1]->s, &argv[2]->s);
        snprintf(answered, sizeof answered, "%s", &argv[0]->s);
    } else if (!strcmp(address, "/oscfactor/done")) {
        if (strcmp(&argv[0]->s, "/component/audio"))
            printf("done %s %s\n", &argv[0]->s, types);
        snprintf(answered, sizeof answered, "%s", &argv[0]->s);
    }
    return 0;
}

static void on_error(int number, const char *text, const char *where)
{
    printf("liblo error %d: %s in %s\n", number, text, where ? where : "?");
}

static void wait_for(lo_server server, const char *address)
{
    /* Not lo_server_recv_noblock: liblo 0.31 waits there for more bytes though a whole message lies in its buffer. */
    while (strcmp(answered, address))
        lo_server_recv(server);
    answered[0] = 0;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    alarm(110);
    setlinebuf(stdout);
    int proto = strcmp(argv[1], "udp") ? LO_TCP : LO_UDP;
    lo_address daemon = lo_address_new_with_proto(proto, "127.0.0.1", argv[2]);
    lo_server server = lo_server_new_with_proto(NULL, proto, on_error);
    if (!daemon || !server)
        return 2;
    lo_address_set_tcp_nodelay(daemon, 1);
    lo_server_add_method(server, NULL, NULL, on_message, NULL);
    out = fopen(argv[4], "wb");

    lo_send_from(daemon, server, LO_TT_IMMEDIATE, "/buffer/load", "ss", "drums", argv[3]);
    wait_for(server, "/buffer/load");
    lo_send_from(daemon, server, LO_TT_IMMEDIATE, "/buffer/factorize", "sisisi",
                 "drums", 3, "iterations", 20, "fft", 1024);
    wait_for(server, "/buffer/factorize");
    while (n_received < total) {
        lo_send_from(daemon, server, LO_TT_IMMEDIATE, "/component/audio", "siiii", "drums", 1, 0, n_received, 512);
        wait_for(server, "/component/audio");
    }
    lo_send_from(daemon, server, LO_TT_IMMEDIATE, "/buffer/lode", "s", "drums");
    wait_for(server, "/buffer/lode");
    fclose(out);
    lo_server_free(server);
    lo_address_free(daemon);
    return 0;
}
