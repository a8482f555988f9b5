// x86 entries outside 4-level paging and LA57: two-level with PSE-36, the flat table, PAE; what
// CPUID may lack; shadow stacks and supervisor keys.
#include "golden/pae.h"
#include "golden/walk.h"
#include "tests/suite.h"

#include <stddef.h>

enum { P = 1, RW = 2, US = 4, PWT = 8, PCD = 16, A = 32, D = 64, PS = 128, G = 256 };
#define BIT(n) (UINT64_C(1) << (n))
#define XD BIT(63)

static struct pte_meaning meaning(enum format_id format, uint32_t flags, uint8_t pa_bits, uint8_t level,
                                  uint64_t value) {
  struct regime regime = {.format = format, .flags = flags, .pa_bits = pa_bits};
  return decode(&regime, level, value);
}
static enum reason malformed(enum format_id format, uint32_t flags, uint8_t pa_bits, uint8_t level, uint64_t value) {
  struct pte_meaning m = meaning(format, flags, pa_bits, level, value);
  CU_ASSERT_TRUE(m.present);
  return m.malformed;
}

// --- two-level: SDM3 4.3 -------------------------------------------------------------------------
static void test_ps_is_ignored_in_32_bit_paging_without_pse(void) {
  struct pte_meaning with = meaning(FORMAT_X86_2L, X86_PSE, 40, 1, P | PS | 0x12400000);
  struct pte_meaning without = meaning(FORMAT_X86_2L, 0, 40, 1, P | PS | 0x12345000);
  CU_ASSERT_TRUE(with.leaf && with.shift == 22 && with.base == 0x12400000);
  CU_ASSERT_FALSE(without.leaf);
  CU_ASSERT_EQUAL(without.malformed, REASON_OK);
  CU_ASSERT_EQUAL(without.base, 0x12345000);
}

static void test_pse_36_puts_bits_20_to_13_above_bit_31(void) {
  CU_ASSERT_EQUAL(meaning(FORMAT_X86_2L, X86_PSE, 40, 1, P | PS | BIT(13)).base, BIT(32));
  CU_ASSERT_EQUAL(meaning(FORMAT_X86_2L, X86_PSE, 52, 1, P | PS | 0xffc00000 | BIT(20)).base, BIT(39) | 0xffc00000);
}

static void test_pse_36_reserves_bit_21_and_what_lies_beyond_maxphyaddr_or_40(void) {
  for (uint8_t pa_bits = 32; pa_bits <= 52; pa_bits++)
    for (unsigned bit = 13; bit <= 21; bit++) {
      bool beyond = bit == 21 || bit + 19 >= pa_bits;
      enum reason reason = malformed(FORMAT_X86_2L, X86_PSE, pa_bits, 1, P | PS | BIT(bit));
      CU_ASSERT_EQUAL(reason, beyond ? REASON_RESERVED_BITS : REASON_OK);
    }
}

static void test_other_32_bit_entries_have_no_reserved_bits(void) {
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_2L, 0, 32, 0, 0xffffffff), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_2L, 0, 32, 1, 0xffffffff), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_2L, X86_PSE, 32, 1, 0xffffffff & ~(uint32_t)PS), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_FLAT, X86_PSE, 32, 0, 0xffffffff), REASON_OK);
}

static void test_32_bit_entries_always_grant_execution_and_have_no_key(void) {
  struct pte_meaning m = meaning(FORMAT_X86_2L, X86_NXE | X86_PKE, 40, 0, P | RW);
  CU_ASSERT_EQUAL(m.perm, PERM_R | PERM_W | PERM_X);
  CU_ASSERT_EQUAL(m.pkey, 0);
}

static void test_pat_of_a_4_mib_page_is_bit_12_and_of_a_flat_entry_bit_7(void) {
  CU_ASSERT_EQUAL(meaning(FORMAT_X86_2L, X86_PSE, 40, 1, P | PS | BIT(12) | PWT).type, 5);
  CU_ASSERT_EQUAL(meaning(FORMAT_X86_2L, X86_PSE, 40, 1, P | PS | PCD).type, 2);
  CU_ASSERT_EQUAL(meaning(FORMAT_X86_FLAT, 0, 40, 0, P | PS).type, 4);
  CU_ASSERT_TRUE(meaning(FORMAT_X86_FLAT, X86_PGE, 40, 0, P | G).global);
}

static void test_a_page_directory_entry_has_an_accessed_bit(void) {
  struct pte_meaning m = meaning(FORMAT_X86_2L, 0, 40, 1, P | A | D);
  CU_ASSERT_TRUE(m.accessed && !m.dirty && m.a_bit == A && m.d_bit == 0);
}

// --- PAE: SDM3 4.4 -------------------------------------------------------------------------------
static void test_pae_reserves_bits_62_to_52_that_long_mode_ignores(void) {
  for (unsigned bit = 52; bit <= 62; bit++)
    for (uint8_t level = 0; level < 2; level++) {
      CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, X86_NXE, 52, level, P | BIT(bit)), REASON_RESERVED_BITS);
      CU_ASSERT_EQUAL(malformed(FORMAT_X86_4L, X86_NXE, 52, level, P | BIT(bit)), REASON_OK);
    }
}

static void test_pae_entries_follow_nxe_and_maxphyaddr(void) {
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, 0, 52, 0, P | XD), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, X86_NXE, 52, 1, P | XD), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, 0, 36, 1, P | BIT(36)), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, 0, 36, 0, P | BIT(35)), REASON_OK);
}

static void test_pae_has_2_mib_pages_whatever_pse_is(void) {
  CU_ASSERT_EQUAL(meaning(FORMAT_X86_PAE, 0, 52, 1, P | PS | BIT(40)).shift, 21);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, 0, 52, 1, P | PS | BIT(12)), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_PAE, 0, 52, 1, P | PS | BIT(13)), REASON_RESERVED_BITS);
}

static void test_pdpte_grants_everything_and_has_no_a(void) {
  struct pte_meaning m = meaning(FORMAT_X86_PAE, 0, 52, 2, P | PWT | PCD | BIT(51) | BIT(11));
  CU_ASSERT_TRUE(m.present && !m.leaf && m.malformed == REASON_OK);
  CU_ASSERT_EQUAL(m.perm & 15, PERM_R | PERM_W | PERM_X | PERM_U);
  CU_ASSERT_EQUAL(m.a_bit | m.d_bit, 0);
  CU_ASSERT_EQUAL(m.base, BIT(51));
  CU_ASSERT_FALSE(meaning(FORMAT_X86_PAE, 0, 52, 2, ~(uint64_t)P).present);
}

static void test_load_refuses_a_reserved_bit_in_any_present_pdpte(void) {
  for (unsigned i = 0; i < 4; i++)
    for (unsigned bit = 0; bit < 64; bit++) {
      bool reserved = bit == 1 || bit == 2 || (bit >= 5 && bit <= 8) || bit >= 40;
      uint64_t pdpte[4] = {P | 0x5000, 0, P, BIT(39) | P};
      pdpte[i] = P | BIT(bit);
      CU_ASSERT_EQUAL(pae_load_allowed(pdpte, 40), !reserved);
      pdpte[i] = bit ? BIT(bit) : 0; // not present: not checked
      CU_ASSERT_TRUE(pae_load_allowed(pdpte, 40));
    }
}

// --- 1 GiB pages are an option -------------------------------------------------------------------
static void test_ps_in_a_pdpte_is_reserved_without_1_gib_pages(void) {
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_4L, X86_NO1G, 46, 2, P | PS), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_4L, 0, 46, 2, P | PS), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_4L, X86_NO1G, 46, 1, P | PS), REASON_OK);
  CU_ASSERT_EQUAL(malformed(FORMAT_X86_5L, X86_NO1G, 46, 2, P), REASON_OK);
}

// --- shadow stacks: SDM3 4.6.1 -------------------------------------------------------------------
static uint8_t ss(uint32_t flags, uint8_t level, uint64_t value) {
  return meaning(FORMAT_X86_4L, flags, 46, level, value).perm & PERM_SS;
}

static void test_shadow_stack_page_is_clean_of_rw_and_dirty(void) {
  CU_ASSERT_TRUE(ss(X86_CET, 0, P | D));
  CU_ASSERT_TRUE(ss(X86_CET, 1, P | D | PS));
  CU_ASSERT_FALSE(ss(X86_CET, 0, P | D | RW));
  CU_ASSERT_FALSE(ss(X86_CET, 0, P));
  CU_ASSERT_FALSE(ss(0, 0, P | D));
}

static void test_pointer_above_a_shadow_stack_must_grant_writes(void) {
  CU_ASSERT_TRUE(ss(X86_CET, 1, P | RW));
  CU_ASSERT_FALSE(ss(X86_CET, 1, P | D));
  CU_ASSERT_FALSE(ss(0, 1, P | RW));
}

static enum reason may(uint32_t flags, enum priv priv, enum access access, uint8_t perm) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = flags | X86_CET | X86_WP};
  struct request req = {.priv = priv, .access = access};
  return allowed(&regime, &req, perm, 0, NULL);
}

static void test_shadow_stack_access_needs_such_a_page_of_its_own_mode(void) {
  static const enum access access[] = {ACCESS_SS_LOAD, ACCESS_SS_STORE};
  for (unsigned i = 0; i < 2; i++) {
    CU_ASSERT_EQUAL(may(0, PRIV_USER, access[i], PERM_R | PERM_U | PERM_SS), REASON_OK);
    CU_ASSERT_EQUAL(may(0, PRIV_USER, access[i], PERM_R | PERM_U | PERM_W), REASON_SHADOW_STACK);
    CU_ASSERT_EQUAL(may(0, PRIV_USER, access[i], PERM_R | PERM_SS), REASON_SUPERVISOR_PAGE);
    CU_ASSERT_EQUAL(may(X86_AC, PRIV_SUPERVISOR, access[i], PERM_R | PERM_U | PERM_SS), REASON_USER_PAGE);
    CU_ASSERT_EQUAL(may(X86_SMAP, PRIV_SUPERVISOR, access[i], PERM_R | PERM_SS), REASON_OK);
  }
}

static void test_ordinary_write_to_a_shadow_stack_faults_and_a_read_does_not(void) {
  CU_ASSERT_EQUAL(may(0, PRIV_USER, ACCESS_STORE, PERM_R | PERM_U | PERM_SS), REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_STORE, PERM_R | PERM_SS), REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(may(0, PRIV_USER, ACCESS_LOAD, PERM_R | PERM_U | PERM_SS), REASON_OK);
}

// --- keys: SDM3 4.6.2. Key 3 with AD and WD as given, in one of the two registers. ---------------
static enum reason keyed(enum format_id format, uint32_t flags, struct request req, uint8_t perm, uint32_t rights,
                         bool *violation) {
  struct regime regime = {.format = format, .flags = flags};
  if (flags & X86_PKS)
    regime.pkrs = rights << 6;
  else
    regime.pkru = rights << 6;
  return allowed(&regime, &req, perm, 3, violation);
}
static const struct request user_write = {.access = ACCESS_STORE, .priv = PRIV_USER},
                            read = {.access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR},
                            write = {.access = ACCESS_STORE, .priv = PRIV_SUPERVISOR},
                            fetch = {.access = ACCESS_FETCH, .priv = PRIV_SUPERVISOR},
                            ss_write = {.access = ACCESS_SS_STORE, .priv = PRIV_SUPERVISOR},
                            ss_read = {.access = ACCESS_SS_LOAD, .priv = PRIV_USER};
enum { S_RW = PERM_R | PERM_W, U_RW = S_RW | PERM_U };

static void test_pkrs_judges_supervisor_pages_and_pkru_user_pages(void) {
  bool key;
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS, read, S_RW, 1, &key), REASON_PKEY);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS, read, U_RW, 1, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKE, read, S_RW, 1, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS, fetch, S_RW | PERM_X, 3, &key), REASON_OK);
  CU_ASSERT_FALSE(key);
}

static void test_write_disable_of_pkrs_counts_with_wp_only(void) {
  bool key;
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS, write, S_RW, 2, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS | X86_WP, write, S_RW, 2, &key), REASON_PKEY);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS | X86_WP, read, S_RW, 2, &key), REASON_OK);
  keyed(FORMAT_X86_4L, X86_PKS, user_write, S_RW, 2, &key); // a user on a supervisor page: WP still decides
  CU_ASSERT_FALSE(key);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKS | X86_WP, user_write, S_RW, 2, &key), REASON_SUPERVISOR_PAGE);
  CU_ASSERT_TRUE(key);
}

static void test_shadow_stack_accesses_obey_keys(void) {
  bool key;
  uint32_t flags = X86_PKS | X86_WP | X86_CET;
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, flags, ss_write, PERM_R | PERM_SS, 2, &key), REASON_PKEY);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_4L, X86_PKE | X86_WP | X86_CET, ss_read, PERM_R | PERM_U | PERM_SS, 1, &key),
                  REASON_PKEY);
}

static void test_32_bit_and_pae_paging_know_no_keys(void) {
  bool key;
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_PAE, X86_PKE, user_write, U_RW, 3, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_2L, X86_PKE, user_write, U_RW, 3, &key), REASON_OK);
  CU_ASSERT_EQUAL(keyed(FORMAT_X86_PAE, X86_PKS, read, S_RW, 3, &key), REASON_OK);
  CU_ASSERT_FALSE(key);
}

// SDM3 4.4.1: what of a MOV to CR0 or CR4 reads the four registers again.
static void test_control_registers_that_load_the_pdptes_again(void) {
  static const uint32_t loads[] = {X86_PGE, X86_PSE, X86_SMEP}, others[] = {X86_WP, X86_SMAP, X86_NXE, X86_AC};
  const struct regime pae = {.format = FORMAT_X86_PAE, .pa_bits = 40};
  struct regime to = pae;
  CU_ASSERT_FALSE(pae_reloads(&pae, &to));
  for (unsigned i = 0; i < 3; i++) {
    to.flags = loads[i];
    CU_ASSERT_TRUE(pae_reloads(&pae, &to));
    CU_ASSERT_TRUE(pae_reloads(&to, &pae));
  }
  for (unsigned i = 0; i < 4; i++) {
    to.flags = others[i];
    CU_ASSERT_FALSE(pae_reloads(&pae, &to));
  }
  to = (struct regime){.format = FORMAT_X86_2L, .pa_bits = 40};
  CU_ASSERT_TRUE(pae_reloads(&to, &pae)); // CR4.PAE goes to 1
  CU_ASSERT_FALSE(pae_reloads(&pae, &to));
  to.flags = X86_PSE;
  CU_ASSERT_FALSE(pae_reloads(&pae, &to));
}

CU_TestInfo test_decode_x86_modes_tests[] = {
    TEST(test_ps_is_ignored_in_32_bit_paging_without_pse),
    TEST(test_pse_36_puts_bits_20_to_13_above_bit_31),
    TEST(test_pse_36_reserves_bit_21_and_what_lies_beyond_maxphyaddr_or_40),
    TEST(test_other_32_bit_entries_have_no_reserved_bits),
    TEST(test_32_bit_entries_always_grant_execution_and_have_no_key),
    TEST(test_pat_of_a_4_mib_page_is_bit_12_and_of_a_flat_entry_bit_7),
    TEST(test_a_page_directory_entry_has_an_accessed_bit),
    TEST(test_pae_reserves_bits_62_to_52_that_long_mode_ignores),
    TEST(test_pae_entries_follow_nxe_and_maxphyaddr),
    TEST(test_pae_has_2_mib_pages_whatever_pse_is),
    TEST(test_pdpte_grants_everything_and_has_no_a),
    TEST(test_load_refuses_a_reserved_bit_in_any_present_pdpte),
    TEST(test_ps_in_a_pdpte_is_reserved_without_1_gib_pages),
    TEST(test_shadow_stack_page_is_clean_of_rw_and_dirty),
    TEST(test_pointer_above_a_shadow_stack_must_grant_writes),
    TEST(test_shadow_stack_access_needs_such_a_page_of_its_own_mode),
    TEST(test_ordinary_write_to_a_shadow_stack_faults_and_a_read_does_not),
    TEST(test_pkrs_judges_supervisor_pages_and_pkru_user_pages),
    TEST(test_write_disable_of_pkrs_counts_with_wp_only),
    TEST(test_shadow_stack_accesses_obey_keys),
    TEST(test_32_bit_and_pae_paging_know_no_keys),
    TEST(test_control_registers_that_load_the_pdptes_again),
    CU_TEST_INFO_NULL,
};
