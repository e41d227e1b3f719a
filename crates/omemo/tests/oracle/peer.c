/*
 * A device of its own on libsignal-protocol-c, or with -DWITH_OMEMO_C on libomemo-c, driven by lines on stdin.
 * Only tests and benchmarks run it. The lines are described in peer.rs.
 *
 * It exits on any misuse: whoever drives it is our own test.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <curve.h>
#include <key_helper.h>
#include <protocol.h>
#include <session_builder.h>
#include <session_cipher.h>
#include <session_pre_key.h>
#include <signal_protocol.h>

#define PREKEYS 20
#define LINE (1 << 22)

static signal_context *context;
static signal_protocol_store_context *store;
static const signal_protocol_address peer = {"peer", 4, 1};
static int omemo2;

static void fail(const char *what, int code) {
    fprintf(stderr, "peer: %s (%d)\n", what, code);
    exit(1);
}

static void must(const char *what, int code) {
    if (code < 0) fail(what, code);
}

/* ---- cryptography by OpenSSL ---- */

static int random_bytes(uint8_t *data, size_t len, void *user) {
    (void)user;
    return RAND_bytes(data, (int)len) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_init(void **hmac, const uint8_t *key, size_t key_len, void *user) {
    (void)user;
    *hmac = HMAC_CTX_new();
    return HMAC_Init_ex(*hmac, key, (int)key_len, EVP_sha256(), NULL) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_update(void *hmac, const uint8_t *data, size_t len, void *user) {
    (void)user;
    return HMAC_Update(hmac, data, len) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_final(void *hmac, signal_buffer **output, void *user) {
    (void)user;
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (HMAC_Final(hmac, digest, &len) != 1) return SG_ERR_UNKNOWN;
    *output = signal_buffer_create(digest, len);
    return 0;
}

static void hmac_cleanup(void *hmac, void *user) {
    (void)user;
    HMAC_CTX_free(hmac);
}

static int sha512_init(void **digest, void *user) {
    (void)user;
    *digest = EVP_MD_CTX_new();
    return EVP_DigestInit_ex(*digest, EVP_sha512(), NULL) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int sha512_update(void *digest, const uint8_t *data, size_t len, void *user) {
    (void)user;
    return EVP_DigestUpdate(digest, data, len) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int sha512_final(void *digest, signal_buffer **output, void *user) {
    (void)user;
    uint8_t bytes[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (EVP_DigestFinal_ex(digest, bytes, &len) != 1) return SG_ERR_UNKNOWN;
    if (EVP_DigestInit_ex(digest, EVP_sha512(), NULL) != 1) return SG_ERR_UNKNOWN;
    *output = signal_buffer_create(bytes, len);
    return 0;
}

static void sha512_cleanup(void *digest, void *user) {
    (void)user;
    EVP_MD_CTX_free(digest);
}

static int aes_cbc(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                   const uint8_t *input, size_t len, int encrypt) {
    if (cipher != SG_CIPHER_AES_CBC_PKCS5 || key_len != 32) return SG_ERR_INVAL;
    EVP_CIPHER_CTX *aes = EVP_CIPHER_CTX_new();
    uint8_t *out = malloc(len + 32);
    int first = 0, last = 0;
    int good = EVP_CipherInit_ex(aes, EVP_aes_256_cbc(), NULL, key, iv, encrypt) == 1 &&
               EVP_CipherUpdate(aes, out, &first, input, (int)len) == 1 &&
               EVP_CipherFinal_ex(aes, out + first, &last) == 1;
    if (good) *output = signal_buffer_create(out, (size_t)(first + last));
    free(out);
    EVP_CIPHER_CTX_free(aes);
    return good ? 0 : SG_ERR_UNKNOWN;
}

static int encrypt_bytes(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                         size_t iv_len, const uint8_t *plaintext, size_t len, void *user) {
    (void)user, (void)iv_len;
    return aes_cbc(output, cipher, key, key_len, iv, plaintext, len, 1);
}

static int decrypt_bytes(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                         size_t iv_len, const uint8_t *ciphertext, size_t len, void *user) {
    (void)user, (void)iv_len;
    return aes_cbc(output, cipher, key, key_len, iv, ciphertext, len, 0);
}

/* ---- everything kept in memory ---- */

static signal_buffer *session;
static signal_buffer *prekeys[PREKEYS + 1];
static signal_buffer *signed_prekey;
static ratchet_identity_key_pair *identity;

static int load_session(signal_buffer **record, signal_buffer **extra, const signal_protocol_address *a, void *user) {
    (void)extra, (void)a, (void)user;
    if (!session) return 0;
    *record = signal_buffer_copy(session);
    return 1;
}

static int sub_devices(signal_int_list **sessions, const char *name, size_t len, void *user) {
    (void)name, (void)len, (void)user;
    *sessions = signal_int_list_alloc();
    return 0;
}

static int store_session(const signal_protocol_address *a, uint8_t *record, size_t len, uint8_t *extra,
                         size_t extra_len, void *user) {
    (void)a, (void)extra, (void)extra_len, (void)user;
    signal_buffer_free(session);
    session = signal_buffer_create(record, len);
    return 0;
}

static int contains_session(const signal_protocol_address *a, void *user) {
    (void)a, (void)user;
    return session != NULL;
}

static int delete_session(const signal_protocol_address *a, void *user) {
    (void)a, (void)user;
    return 0;
}

static int delete_all(const char *name, size_t len, void *user) {
    (void)name, (void)len, (void)user;
    return 0;
}

static int load_prekey(signal_buffer **record, uint32_t id, void *user) {
    (void)user;
    if (id > PREKEYS || !prekeys[id]) return SG_ERR_INVALID_KEY_ID;
    *record = signal_buffer_copy(prekeys[id]);
    return SG_SUCCESS;
}

static int store_prekey(uint32_t id, uint8_t *record, size_t len, void *user) {
    (void)user;
    prekeys[id] = signal_buffer_create(record, len);
    return 0;
}

static int contains_prekey(uint32_t id, void *user) {
    (void)user;
    return id <= PREKEYS && prekeys[id] != NULL;
}

static int remove_prekey(uint32_t id, void *user) {
    (void)user;
    prekeys[id] = NULL;
    return 0;
}

static int load_signed(signal_buffer **record, uint32_t id, void *user) {
    (void)user;
    if (id != 1) return SG_ERR_INVALID_KEY_ID;
    *record = signal_buffer_copy(signed_prekey);
    return SG_SUCCESS;
}

static int store_signed(uint32_t id, uint8_t *record, size_t len, void *user) {
    (void)id, (void)user;
    signed_prekey = signal_buffer_create(record, len);
    return 0;
}

static int contains_signed(uint32_t id, void *user) {
    (void)user;
    return id == 1;
}

static int remove_signed(uint32_t id, void *user) {
    (void)id, (void)user;
    return 0;
}

static int own_identity(signal_buffer **public_data, signal_buffer **private_data, void *user) {
    (void)user;
    must("serialise identity", ec_public_key_serialize(public_data, ratchet_identity_key_pair_get_public(identity)));
    return ec_private_key_serialize(private_data, ratchet_identity_key_pair_get_private(identity));
}

static int own_registration(void *user, uint32_t *id) {
    (void)user;
    *id = 77;
    return 0;
}

static int save_identity(const signal_protocol_address *a, uint8_t *key, size_t len, void *user) {
    (void)a, (void)key, (void)len, (void)user;
    return 0;
}

static int is_trusted(const signal_protocol_address *a, uint8_t *key, size_t len, void *user) {
    (void)a, (void)key, (void)len, (void)user;
    return 1;
}

static void nothing(void *user) { (void)user; }

static void set_up(void) {
    static const signal_crypto_provider crypto = {
        random_bytes, hmac_init,     hmac_update,   hmac_final,    hmac_cleanup,  sha512_init,
        sha512_update, sha512_final, sha512_cleanup, encrypt_bytes, decrypt_bytes, NULL};
    static const signal_protocol_session_store sessions = {
        load_session, sub_devices, store_session, contains_session, delete_session, delete_all, nothing, NULL};
    static const signal_protocol_pre_key_store pre = {load_prekey,   store_prekey, contains_prekey,
                                                      remove_prekey, nothing,      NULL};
    static const signal_protocol_signed_pre_key_store sig = {load_signed,   store_signed, contains_signed,
                                                             remove_signed, nothing,      NULL};
    static const signal_protocol_identity_key_store ident = {own_identity, own_registration, save_identity,
                                                             is_trusted,   nothing,          NULL};
    must("context", signal_context_create(&context, NULL));
    must("crypto", signal_context_set_crypto_provider(context, &crypto));
    must("store", signal_protocol_store_context_create(&store, context));
    must("store", signal_protocol_store_context_set_session_store(store, &sessions));
    must("store", signal_protocol_store_context_set_pre_key_store(store, &pre));
    must("store", signal_protocol_store_context_set_signed_pre_key_store(store, &sig));
    must("store", signal_protocol_store_context_set_identity_key_store(store, &ident));

    must("identity", signal_protocol_key_helper_generate_identity_key_pair(&identity, context));
    session_signed_pre_key *spk = NULL;
    must("signed prekey", signal_protocol_key_helper_generate_signed_pre_key(&spk, identity, 1, 0, context));
    must("signed prekey", signal_protocol_signed_pre_key_store_key(store, spk));
    signal_protocol_key_helper_pre_key_list_node *node = NULL;
    must("prekeys", signal_protocol_key_helper_generate_pre_keys(&node, 1, PREKEYS, context));
    for (; node; node = signal_protocol_key_helper_key_list_next(node))
        must("prekey", signal_protocol_pre_key_store_key(store, signal_protocol_key_helper_key_list_element(node)));
}

/* ---- keys in the profile's wire form ---- */

static void put_hex(const uint8_t *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) printf("%02x", bytes[i]);
}

static size_t get_hex(const char *text, uint8_t *out) {
    size_t len = strlen(text) / 2;
    for (size_t i = 0; i < len; i++) {
        unsigned int byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) fail("not hexadecimal", 0);
        out[i] = (uint8_t)byte;
    }
    return len;
}

static void put_key(const ec_public_key *key, int is_identity) {
    signal_buffer *wire = NULL;
#ifdef WITH_OMEMO_C
    if (omemo2)
        wire = is_identity ? ec_public_key_get_ed(key) : ec_public_key_get_mont(key);
    else
#endif
        must("serialise key", ec_public_key_serialize(&wire, key));
    (void)is_identity;
    put_hex(signal_buffer_const_data(wire), signal_buffer_len(wire));
}

static ec_public_key *get_key(const char *hex, int is_identity) {
    uint8_t bytes[64];
    size_t len = get_hex(hex, bytes);
    ec_public_key *key = NULL;
#ifdef WITH_OMEMO_C
    if (omemo2)
        must("key", is_identity ? curve_decode_point_ed(&key, bytes, len, context)
                                : curve_decode_point_mont(&key, bytes, len, context));
    else
#endif
        must("key", curve_decode_point(&key, bytes, len, context));
    (void)is_identity;
    return key;
}

/* ---- the lines ---- */

static void bundle(void) {
    session_signed_pre_key *spk = NULL;
    must("signed prekey", signal_protocol_signed_pre_key_load_key(store, &spk, 1));
    printf("bundle ");
    put_key(ratchet_identity_key_pair_get_public(identity), 1);
    printf(" 1 ");
    put_key(ec_key_pair_get_public(session_signed_pre_key_get_key_pair(spk)), 0);
    printf(" ");
    const uint8_t *signature = session_signed_pre_key_get_signature(spk);
#ifdef WITH_OMEMO_C
    if (omemo2) signature = session_signed_pre_key_get_signature_omemo(spk);
#endif
    put_hex(signature, CURVE_SIGNATURE_LEN);
    for (uint32_t id = 1; id <= PREKEYS; id++) {
        session_pre_key *pre = NULL;
        if (!prekeys[id]) continue;
        must("prekey", signal_protocol_pre_key_load_key(store, &pre, id));
        printf(" %u:", id);
        put_key(ec_key_pair_get_public(session_pre_key_get_key_pair(pre)), 0);
    }
    printf("\n");
}

static void begin(char *identity_hex, char *id, char *spk_hex, char *signature_hex, char *prekey) {
    uint8_t signature[CURVE_SIGNATURE_LEN];
    get_hex(signature_hex, signature);
    char *colon = strchr(prekey, ':');
    if (!colon) fail("prekey without a number", 0);
    session_pre_key_bundle *theirs = NULL;
    must("bundle", session_pre_key_bundle_create(&theirs, 0, 1, (uint32_t)atoi(prekey), get_key(colon + 1, 0),
                                                 (uint32_t)atoi(id), get_key(spk_hex, 0), signature,
                                                 sizeof signature, get_key(identity_hex, 1)));
    session_builder *builder = NULL;
    must("builder", session_builder_create(&builder, store, &peer, context));
#ifdef WITH_OMEMO_C
    session_builder_set_version(builder, omemo2 ? CIPHERTEXT_OMEMO_VERSION : CIPHERTEXT_CURRENT_VERSION);
#endif
    int result = session_builder_process_pre_key_bundle(builder, theirs);
    session_builder_free(builder);
    if (result < 0) printf("error %d\n", result);
    else printf("ok\n");
}

static session_cipher *cipher(void) {
    session_cipher *made = NULL;
    must("cipher", session_cipher_create(&made, store, &peer, context));
#ifdef WITH_OMEMO_C
    session_cipher_set_version(made, omemo2 ? CIPHERTEXT_OMEMO_VERSION : CIPHERTEXT_CURRENT_VERSION);
#endif
    return made;
}

static void encrypt(const char *hex) {
    static uint8_t plaintext[LINE / 2];
    size_t len = get_hex(hex, plaintext);
    session_cipher *with = cipher();
    ciphertext_message *message = NULL;
    must("encrypt", session_cipher_encrypt(with, plaintext, len, &message));
    printf("message %d ", ciphertext_message_get_type(message) == CIPHERTEXT_PREKEY_TYPE);
    signal_buffer *wire = ciphertext_message_get_serialized(message);
    put_hex(signal_buffer_const_data(wire), signal_buffer_len(wire));
    printf("\n");
    SIGNAL_UNREF(message);
    session_cipher_free(with);
}

static int decrypt_exchange(session_cipher *with, const uint8_t *data, size_t len, signal_buffer **plaintext) {
    pre_key_signal_message *message = NULL;
    int result;
#ifdef WITH_OMEMO_C
    if (omemo2) result = pre_key_signal_message_deserialize_omemo(&message, data, len, 1, context);
    else
#endif
        result = pre_key_signal_message_deserialize(&message, data, len, context);
    if (result < 0) return result;
    return session_cipher_decrypt_pre_key_signal_message(with, message, NULL, plaintext);
}

static int decrypt_message(session_cipher *with, const uint8_t *data, size_t len, signal_buffer **plaintext) {
    signal_message *message = NULL;
    int result;
#ifdef WITH_OMEMO_C
    if (omemo2) result = signal_message_deserialize_omemo(&message, data, len, context);
    else
#endif
        result = signal_message_deserialize(&message, data, len, context);
    if (result < 0) return result;
    result = session_cipher_decrypt_signal_message(with, message, NULL, plaintext);
    SIGNAL_UNREF(message);
    return result;
}

static void decrypt(int key_exchange, const char *hex) {
    static uint8_t data[LINE / 2];
    size_t len = get_hex(hex, data);
    session_cipher *with = cipher();
    signal_buffer *plaintext = NULL;
    int result = key_exchange ? decrypt_exchange(with, data, len, &plaintext)
                              : decrypt_message(with, data, len, &plaintext);
    if (result == SG_ERR_DUPLICATE_MESSAGE) {
        printf("error duplicate\n");
    } else if (result < 0) {
        printf("error %d\n", result);
    } else {
        printf("plain ");
        put_hex(signal_buffer_const_data(plaintext), signal_buffer_len(plaintext));
        printf("\n");
    }
    session_cipher_free(with);
}

static void measure(int rounds) {
    uint8_t key[32] = {7};
    session_cipher *with = cipher();
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < rounds; i++) {
        ciphertext_message *message = NULL;
        must("encrypt", session_cipher_encrypt(with, key, sizeof key, &message));
        SIGNAL_UNREF(message);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("rate %.0f\n", rounds / seconds);
    session_cipher_free(with);
}

int main(int argc, char **argv) {
    omemo2 = argc > 1 && strcmp(argv[1], "omemo2") == 0;
#ifndef WITH_OMEMO_C
    if (omemo2) fail("libsignal-protocol-c knows no OMEMO 2", 0);
#endif
    set_up();
    static char line[LINE];
    while (fgets(line, sizeof line, stdin)) {
        char *word[8] = {0};
        int words = 0;
        for (char *w = strtok(line, " \n"); w && words < 8; w = strtok(NULL, " \n")) word[words++] = w;
        if (words == 1 && !strcmp(word[0], "bundle")) bundle();
        else if (words == 6 && !strcmp(word[0], "begin")) begin(word[1], word[2], word[3], word[4], word[5]);
        else if (words == 2 && !strcmp(word[0], "encrypt")) encrypt(word[1]);
        else if (words == 3 && !strcmp(word[0], "decrypt")) decrypt(atoi(word[1]), word[2]);
        else if (words == 2 && !strcmp(word[0], "measure")) measure(atoi(word[1]));
        else fail("unknown line", words);
        fflush(stdout);
    }
    return 0;
}
