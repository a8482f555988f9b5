#include "golden/walk.h"
#include "tests/suite.h"

#include <stddef.h>

enum { P = 1, RW = 2, US = 4, PWT = 8, PCD = 16, A = 32, D = 64, PS = 128, G = 256 };
#define BIT(n) (UINT64_C(1) << (n))
#define XD BIT(63)

static struct pte_meaning meaning(uint32_t flags, uint8_t level, uint64_t value) {
  struct regime regime = {.format = FORMAT_X86_5L, .flags = flags, .pa_bits = 46};
  return decode(&regime, level, value);
}

static enum reason malformed(uint32_t flags, uint8_t level, uint64_t value) {
  struct pte_meaning m = meaning(flags, level, value);
  CU_ASSERT_TRUE(m.present);
  return m.malformed;
}

static void test_not_present_entry_has_no_other_meaning(void) {
  struct pte_meaning m = meaning(0, 3, ~(uint64_t)P);
  CU_ASSERT_FALSE(m.present);
  CU_ASSERT_EQUAL(m.malformed, REASON_OK);
}

static void test_entry_grants_what_it_grants(void) {
  CU_ASSERT_EQUAL(meaning(X86_NXE, 3, P).perm, PERM_R | PERM_X);
  CU_ASSERT_EQUAL(meaning(X86_NXE, 3, P | RW).perm, PERM_R | PERM_X | PERM_W);
  CU_ASSERT_EQUAL(meaning(X86_NXE, 0, P | US | XD).perm, PERM_R | PERM_U);
}

static void test_every_level_has_a_and_only_the_leaf_has_d(void) {
  struct pte_meaning pointer = meaning(0, 4, P | A | D | 0x5000), leaf = meaning(0, 0, P | D | 0x5000);
  CU_ASSERT_TRUE(!pointer.leaf && pointer.accessed && !pointer.dirty);
  CU_ASSERT_EQUAL(pointer.a_bit, A);
  CU_ASSERT_EQUAL(pointer.d_bit, 0);
  CU_ASSERT_EQUAL(pointer.base, 0x5000);
  CU_ASSERT_TRUE(leaf.leaf && !leaf.accessed && leaf.dirty);
  CU_ASSERT_EQUAL(leaf.d_bit, D);
}

static void test_ps_makes_a_leaf_at_levels_1_and_2_only(void) {
  CU_ASSERT_EQUAL(meaning(0, 1, P | PS | BIT(21)).shift, 21);
  CU_ASSERT_EQUAL(meaning(0, 2, P | PS | BIT(30)).shift, 30);
  CU_ASSERT_EQUAL(malformed(0, 2, P | PS | BIT(30)), REASON_OK);
  CU_ASSERT_EQUAL(malformed(0, 3, P | PS), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(0, 4, P | PS), REASON_RESERVED_BITS);
  CU_ASSERT_FALSE(meaning(0, 2, P).leaf);
}

static void test_address_bits_inside_a_large_page_are_reserved_but_for_bit_12(void) {
  for (unsigned bit = 13; bit < 30; bit++) {
    CU_ASSERT_EQUAL(malformed(0, 2, P | PS | BIT(bit)), REASON_RESERVED_BITS);
    CU_ASSERT_EQUAL(malformed(0, 1, P | PS | BIT(bit)), bit < 21 ? REASON_RESERVED_BITS : REASON_OK);
  }
  CU_ASSERT_EQUAL(malformed(0, 1, P | PS | BIT(12)), REASON_OK);
  CU_ASSERT_EQUAL(meaning(0, 1, P | PS | BIT(12)).base, 0);
}

static void test_bits_from_maxphyaddr_to_51_are_reserved_at_every_level(void) {
  for (uint8_t level = 0; level < 5; level++) {
    CU_ASSERT_EQUAL(malformed(0, level, P | BIT(46)), REASON_RESERVED_BITS);
    CU_ASSERT_EQUAL(malformed(0, level, P | BIT(51)), REASON_RESERVED_BITS);
    CU_ASSERT_EQUAL(malformed(0, level, P | BIT(45)), REASON_OK);
    CU_ASSERT_EQUAL(malformed(0, level, P | BIT(52) | BIT(58) | BIT(62)), REASON_OK);
  }
}

static void test_xd_is_reserved_without_nxe(void) {
  CU_ASSERT_EQUAL(malformed(0, 3, P | XD), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(0, 0, P | XD), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(X86_NXE, 0, P | XD), REASON_OK);
}

static void test_global_needs_pge_and_a_leaf(void) {
  CU_ASSERT_TRUE(meaning(X86_PGE, 0, P | G).global);
  CU_ASSERT_FALSE(meaning(0, 0, P | G).global);
  CU_ASSERT_FALSE(meaning(X86_PGE, 0, P).global);
  CU_ASSERT_FALSE(meaning(X86_PGE, 1, P | G).global);
}

static void test_pat_is_bit_7_of_a_small_and_bit_12_of_a_large_leaf(void) {
  CU_ASSERT_EQUAL(meaning(0, 0, P | PS | PCD).type, 6);
  CU_ASSERT_EQUAL(meaning(0, 0, P | BIT(12) | PWT).type, 1);
  CU_ASSERT_EQUAL(meaning(0, 1, P | PS | PWT).type, 1);
  CU_ASSERT_EQUAL(meaning(0, 1, P | PS | BIT(12) | PWT | PCD).type, 7);
}

static void test_key_is_bits_62_to_59_of_the_leaf(void) {
  CU_ASSERT_EQUAL(meaning(0, 0, P | UINT64_C(0xb) << 59).pkey, 0xb);
  CU_ASSERT_EQUAL(meaning(0, 2, P | UINT64_C(0xb) << 59).pkey, 0);
}

struct who {
  enum priv priv;
  enum access access;
  bool implicit;
};
static const struct who user_read = {PRIV_USER, ACCESS_LOAD, false}, user_write = {PRIV_USER, ACCESS_STORE, false},
                        user_fetch = {PRIV_USER, ACCESS_FETCH, false}, read = {PRIV_SUPERVISOR, ACCESS_LOAD, false},
                        write = {PRIV_SUPERVISOR, ACCESS_STORE, false}, fetch = {PRIV_SUPERVISOR, ACCESS_FETCH, false},
                        implicit_read = {PRIV_SUPERVISOR, ACCESS_LOAD, true};
enum { S_RX = PERM_R | PERM_X, S_RW = PERM_R | PERM_W, U_RX = S_RX | PERM_U, U_RW = S_RW | PERM_U };

static enum reason may(uint32_t flags, struct who who, uint8_t perm) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = flags};
  struct request req = {.priv = who.priv, .access = who.access, .implicit = who.implicit};
  return allowed(&regime, &req, perm, 0, NULL);
}

static void test_user_needs_user_pages_and_their_rights(void) {
  CU_ASSERT_EQUAL(may(0, user_read, S_RW), REASON_SUPERVISOR_PAGE);
  CU_ASSERT_EQUAL(may(0, user_read, U_RX), REASON_OK);
  CU_ASSERT_EQUAL(may(0, user_write, U_RW), REASON_OK);
  CU_ASSERT_EQUAL(may(0, user_write, U_RX), REASON_PERM_WRITE); // whatever WP is
  CU_ASSERT_EQUAL(may(0, user_fetch, U_RX), REASON_OK);
  CU_ASSERT_EQUAL(may(X86_NXE, user_fetch, U_RX), REASON_OK);
  CU_ASSERT_EQUAL(may(X86_NXE, user_fetch, U_RW), REASON_PERM_EXEC);
  CU_ASSERT_EQUAL(may(0, user_fetch, U_RW), REASON_OK); // an entry from when NXE was 1
}

static void test_wp_binds_the_supervisor(void) {
  CU_ASSERT_EQUAL(may(0, write, S_RX), REASON_OK);
  CU_ASSERT_EQUAL(may(X86_WP, write, S_RX), REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(may(X86_WP, write, S_RW), REASON_OK);
  CU_ASSERT_EQUAL(may(X86_WP, read, S_RX), REASON_OK);
}

static void test_smep_bars_fetches_from_user_pages(void) {
  CU_ASSERT_EQUAL(may(X86_SMEP, fetch, U_RX), REASON_USER_PAGE);
  CU_ASSERT_EQUAL(may(X86_SMEP, fetch, S_RX), REASON_OK);
  CU_ASSERT_EQUAL(may(0, fetch, U_RX), REASON_OK);
  CU_ASSERT_EQUAL(may(X86_NXE, fetch, S_RW), REASON_PERM_EXEC);
  CU_ASSERT_EQUAL(may(X86_SMAP, fetch, U_RX), REASON_OK);
}

static void test_smap_bars_data_accesses_to_user_pages_unless_ac(void) {
  CU_ASSERT_EQUAL(may(X86_SMAP, read, U_RW), REASON_USER_PAGE);
  CU_ASSERT_EQUAL(may(X86_SMAP, write, U_RW), REASON_USER_PAGE);
  CU_ASSERT_EQUAL(may(X86_SMAP | X86_AC, read, U_RW), REASON_OK);
  CU_ASSERT_EQUAL(may(X86_SMAP, read, S_RW), REASON_OK);
  CU_ASSERT_EQUAL(may(0, read, U_RW), REASON_OK);
}

static void test_ac_does_not_help_implicit_accesses(void) {
  CU_ASSERT_EQUAL(may(X86_SMAP | X86_AC, implicit_read, U_RW), REASON_USER_PAGE);
  CU_ASSERT_EQUAL(may(0, implicit_read, U_RW), REASON_OK);
}

// Key 3 with AD and WD as given; all other keys refuse everything.
static enum reason keyed(uint32_t flags, struct who who, uint8_t perm, uint32_t rights, bool *violation) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = flags, .pkru = ~(3u << 6) | rights << 6};
  struct request req = {.priv = who.priv, .access = who.access};
  return allowed(&regime, &req, perm, 3, violation);
}

static void test_access_disable_refuses_data_on_user_pages(void) {
  bool key = false;
  CU_ASSERT_EQUAL(keyed(X86_PKE, user_read, U_RW, 1, &key), REASON_PKEY);
  CU_ASSERT_TRUE(key);
  CU_ASSERT_EQUAL(keyed(X86_PKE, read, U_RW, 1, &key), REASON_PKEY);
  CU_ASSERT_EQUAL(keyed(X86_PKE, read, S_RW, 1, &key), REASON_OK);
  CU_ASSERT_FALSE(key);
  CU_ASSERT_EQUAL(keyed(X86_PKE, user_fetch, U_RX, 3, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(0, user_read, U_RW, 3, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(X86_PKE, user_write, U_RW, 0, &key), REASON_OK);
}

static void test_write_disable_refuses_writes_of_users_and_under_wp(void) {
  bool key = false;
  CU_ASSERT_EQUAL(keyed(X86_PKE, user_write, U_RW, 2, &key), REASON_PKEY);
  CU_ASSERT_EQUAL(keyed(X86_PKE, user_read, U_RW, 2, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(X86_PKE, write, U_RW, 2, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(X86_PKE | X86_WP, write, U_RW, 2, &key), REASON_PKEY);
}

static void test_key_violation_shows_beside_another_missing_right(void) {
  bool key = false;
  CU_ASSERT_EQUAL(keyed(X86_PKE, user_write, U_RX, 2, &key), REASON_PERM_WRITE);
  CU_ASSERT_TRUE(key);
}

CU_TestInfo test_decode_x86_tests[] = {
    TEST(test_not_present_entry_has_no_other_meaning),
    TEST(test_entry_grants_what_it_grants),
    TEST(test_every_level_has_a_and_only_the_leaf_has_d),
    TEST(test_ps_makes_a_leaf_at_levels_1_and_2_only),
    TEST(test_address_bits_inside_a_large_page_are_reserved_but_for_bit_12),
    TEST(test_bits_from_maxphyaddr_to_51_are_reserved_at_every_level),
    TEST(test_xd_is_reserved_without_nxe),
    TEST(test_global_needs_pge_and_a_leaf),
    TEST(test_pat_is_bit_7_of_a_small_and_bit_12_of_a_large_leaf),
    TEST(test_key_is_bits_62_to_59_of_the_leaf),
    TEST(test_user_needs_user_pages_and_their_rights),
    TEST(test_wp_binds_the_supervisor),
    TEST(test_smep_bars_fetches_from_user_pages),
    TEST(test_smap_bars_data_accesses_to_user_pages_unless_ac),
    TEST(test_ac_does_not_help_implicit_accesses),
    TEST(test_access_disable_refuses_data_on_user_pages),
    TEST(test_write_disable_refuses_writes_of_users_and_under_wp),
    TEST(test_key_violation_shows_beside_another_missing_right),
    CU_TEST_INFO_NULL,
};
