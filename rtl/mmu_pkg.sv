// Constants and small functions of the MMU. README.md has the encodings; nothing here holds state.
package mmu_pkg;

  localparam logic [31:0] ArchRiscv = 0;
  localparam logic [31:0] ArchX86 = 1;

  localparam logic [1:0] AccessLoad = 2'd0;
  localparam logic [1:0] AccessStore = 2'd1;
  localparam logic [1:0] AccessFetch = 2'd2;

  localparam logic [2:0] KindOk = 3'd0;
  localparam logic [2:0] KindPageFault = 3'd1;
  localparam logic [2:0] KindAccessFault = 3'd2;
  localparam logic [2:0] KindGeneralProtection = 3'd3;
  localparam logic [2:0] KindBusError = 3'd4;

  localparam logic [2:0] StIdle = 3'd0;
  localparam logic [2:0] StPwc = 3'd1;
  localparam logic [2:0] StReq = 3'd2;
  localparam logic [2:0] StWait = 3'd3;
  localparam logic [2:0] StDecode = 3'd4;
  localparam logic [2:0] StCasReq = 3'd5;
  localparam logic [2:0] StCasWait = 3'd6;
  localparam logic [2:0] StDone = 3'd7;

  localparam logic [2:0] LdIdle = 3'd0;
  localparam logic [2:0] LdDrain = 3'd1;
  localparam logic [2:0] LdReq = 3'd2;
  localparam logic [2:0] LdWait = 3'd3;
  localparam logic [2:0] LdEnd = 3'd4;

  // A mode's number is its number of levels.
  localparam logic [2:0] ModeBare = 3'd0;
  localparam logic [2:0] ModeTwo = 3'd2;  // Sv32, x86 two-level
  localparam logic [2:0] ModePae = 3'd3;  // x86; on RISC-V it is Sv39

  // The vpn bits that a mode uses: va[12 +: 9*levels], of the 32-bit modes va[31:12].
  function automatic logic [44:0] width_mask(input logic [2:0] mode, input logic x86);
    case (mode)
      3'd2:    width_mask = 45'h0000_000f_ffff;
      3'd3:    width_mask = x86 ? 45'h0000_000f_ffff : 45'h0000_07ff_ffff;
      3'd4:    width_mask = 45'h000f_ffff_ffff;
      default: width_mask = 45'h1fff_ffff_ffff;
    endcase
  endfunction

  // The vpn bits above a page of 2**shift bytes: those that two addresses of one page share.
  function automatic logic [44:0] page_mask(input logic [5:0] shift);
    case (shift)
      6'd12:   page_mask = 45'h1fff_ffff_ffff;
      6'd16:   page_mask = 45'h1fff_ffff_fff0;
      6'd22:   page_mask = 45'h1fff_ffff_fc00;
      6'd21:   page_mask = 45'h1fff_ffff_fe00;
      6'd30:   page_mask = 45'h1fff_fffc_0000;
      6'd39:   page_mask = 45'h1fff_f800_0000;
      default: page_mask = 45'h1ff0_0000_0000;
    endcase
  endfunction

  // The bits above the VA width all equal the top VA bit; the 32-bit modes have none above. `high`
  // is va[63:38].
  function automatic logic canonical(input logic [25:0] high, input logic [2:0] mode, input logic x86);
    case (mode)
      3'd3:    canonical = x86 || high == {26{high[0]}};
      3'd4:    canonical = high[25:9] == {17{high[9]}};
      3'd5:    canonical = high[25:18] == {8{high[18]}};
      default: canonical = 1'b1;
    endcase
  endfunction

  // log2 of the bytes that a leaf at `level` maps; narrow: of 4-byte entries.
  function automatic logic [5:0] level_shift(input logic [2:0] level, input logic narrow);
    case (level)
      3'd0:    level_shift = 6'd12;
      3'd1:    level_shift = narrow ? 6'd22 : 6'd21;
      3'd2:    level_shift = 6'd30;
      3'd3:    level_shift = 6'd39;
      default: level_shift = 6'd48;
    endcase
  endfunction

  // The table index of `vpn` at `level`, for 8-byte and for 4-byte entries.
  function automatic logic [8:0] level_index(input logic [44:0] vpn, input logic [2:0] level);
    case (level)
      3'd0:    level_index = vpn[8:0];
      3'd1:    level_index = vpn[17:9];
      3'd2:    level_index = vpn[26:18];
      3'd3:    level_index = vpn[35:27];
      default: level_index = vpn[44:36];
    endcase
  endfunction

  function automatic logic [9:0] narrow_index(input logic [19:0] vpn, input logic [2:0] level);
    narrow_index = level == 3'd0 ? vpn[9:0] : vpn[19:10];
  endfunction

  // The vpn above the reach of a table of level `next`: vpn >> 9*(next+1). `high` is vpn[44:9], of
  // two-level modes vpn >> 10.
  function automatic logic [35:0] pwc_tag(input logic [35:0] high, input logic [1:0] next);
    case (next)
      2'd0:    pwc_tag = high;
      2'd1:    pwc_tag = {9'd0, high[35:9]};
      2'd2:    pwc_tag = {18'd0, high[35:18]};
      default: pwc_tag = {27'd0, high[35:27]};
    endcase
  endfunction

  // The index of the bit set in `onehot`; 0 when none is.
  function automatic logic [5:0] onehot_index(input logic [63:0] onehot);
    onehot_index = {|(onehot & 64'hffff_ffff_0000_0000), |(onehot & 64'hffff_0000_ffff_0000),
                    |(onehot & 64'hff00_ff00_ff00_ff00), |(onehot & 64'hf0f0_f0f0_f0f0_f0f0),
                    |(onehot & 64'hcccc_cccc_cccc_cccc), |(onehot & 64'haaaa_aaaa_aaaa_aaaa)};
  endfunction

  // RISC-V cause of a page fault: 12 fetch, 13 load, 15 store; without bit 3 the access fault of
  // the same access is 1, 5, 7.
  function automatic logic [5:0] riscv_page_fault(input logic [1:0] access);
    case (access)
      AccessFetch: riscv_page_fault = 6'd12;
      AccessStore: riscv_page_fault = 6'd15;
      default:     riscv_page_fault = 6'd13;
    endcase
  endfunction

  function automatic logic [5:0] riscv_access_fault(input logic [1:0] access);
    case (access)
      AccessFetch: riscv_access_fault = 6'd1;
      AccessStore: riscv_access_fault = 6'd7;
      default:     riscv_access_fault = 6'd5;
    endcase
  endfunction

endpackage
