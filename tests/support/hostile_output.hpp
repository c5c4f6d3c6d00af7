// What makes a terminal work or remember most for the bytes it takes: repeated again and again, each alone.
#pragma once

#include <string_view>
#include <vector>

namespace logwrap {

inline const std::vector<std::string_view>& hostile_output() {
  static const std::vector<std::string_view> units = {
      "x",                                   // a line without an end
      "\n",                                  //
      "\r",                                  //
      "a\xCC\x81\xCC\x81\xCC\x81",           // marks
      "\xCC\x81",                            // marks on nothing
      "\xE4\xB8\xAD\xCC\x81\r\xE4\xB8\xAD",  // marks on wide characters that are overwritten
      "\t",                                  //
      "a\t\t\b",                             //
      "\x1b]0;title",                        // a string that nobody ends
      "\x1bP",                               //
      "\x1b[",                               // a sequence that nobody ends
      "\x1b[1;2;3;4;5;6;7;8;9;",             //
      "\x1b[?1049h\x1b[?1049l",              // to the alternate screen and back
      "\x1b[99b",                            // REP
      "x\x1b[99b",                           //
      "\x1b[5;10r\x1b[99L\x1b[99M",          // scrolling within a region
      "\x1b[99S\x1b[99T",                    //
      "\x1b[H\x1b[J",                        // page after page
      "\x1b[J",                              // the same page again
      "\x1b[L",                              // all rows below move
      "\x1bM",                               // the cursor at the top: all rows move
      "\x1b"
      "c",                        // everything anew
      "\x1b#8",                   // a screen full of E
      "\x1b[99@abc\x1b[99P",      //
      "\x1b[A\x1b[Kbar\n",        // a display that is redrawn
      "\xFF\xC3\x28\xE2\x82",     // no UTF-8
      "/LOGCOMMAND {\"mode\": ",  //
  };
  return units;
}

}  // namespace logwrap
