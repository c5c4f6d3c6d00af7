#include "lib/redact/secret_names.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap::redact;

TEST_CASE("variables that are named like secrets", "[redact]") {
  for (const char* name :
       {"WANDB_API_KEY", "HF_TOKEN", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PGPASSWORD",
        "DB_PASS", "db_password", "MYSQL_PWD", "CLIENT_SECRET", "NPM_AUTHTOKEN", "OPENAI_APIKEY", "AZURE_STORAGE_KEY",
        "KAGGLE_KEY", "GITHUB_PAT", "SSH_PASSPHRASE", "CREDENTIALS", "GH_TOKEN_READ"}) {
    CAPTURE(name);
    CHECK(names_secret_variable(name));
  }
  for (const char* name :
       {"PATH", "PWD", "OLDPWD", "HOME", "TOKENIZERS_PARALLELISM", "MAX_TOKENS", "KEYBOARD", "GPG_KEY", "SSH_AUTH_SOCK",
        "GOOGLE_APPLICATION_CREDENTIALS", "DB_PASSWORD_FILE", "COMPASS", "BYPASS_CACHE", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "SECRETARY", "PASSAGE", "PATTERN", "DATA_PATH"}) {
    CAPTURE(name);
    CHECK_FALSE(names_secret_variable(name));
  }
}

TEST_CASE("options that are named like secrets", "[redact]") {
  for (const char* name : {"--password", "--api-key", "--wandb_api_key", "--hf-token", "--client-secret"}) {
    CAPTURE(name);
    CHECK(names_secret_option(std::string_view(name).substr(2)));
  }
  for (const char* name : {"--token", "--pad-token", "--max-tokens", "--keys", "--passes", "--password-file"}) {
    CAPTURE(name);
    CHECK_FALSE(names_secret_option(std::string_view(name).substr(2)));
  }
}

TEST_CASE("the values of such variables, each line of them", "[redact]") {
  CHECK(secret_values({"HF_TOKEN=hunter2hunter2", "HOME=/home/somebody", "no equals", "SHORT_TOKEN=abc"}) ==
        std::vector<std::string>{"hunter2hunter2"});
  CHECK(secret_values({"DEPLOY_SECRET=first line\r\nx\nsecond line"}) ==
        std::vector<std::string>{"first line", "second line"});
  CHECK(secret_values({"START_PWD=/home/ada/project", "MYSQL_PWD=hunter2hunter2"}) ==
        std::vector<std::string>{"hunter2hunter2"});
}

TEST_CASE("the values of such options, in each way they are given", "[redact]") {
  CHECK(secret_arguments({"train", "--api-key=abcdefgh1", "--password", "abcdefgh2", "db.password=abcdefgh3", "--lr",
                          "0.1"}) == std::vector<std::string>{"abcdefgh1", "abcdefgh2", "abcdefgh3"});
  CHECK(secret_arguments({"train", "password=abcdefgh3"}) == std::vector<std::string>{"abcdefgh3"});
  CHECK(secret_arguments({"train", "--password", "--verbose", "abcdefgh"}).empty());
  CHECK(secret_arguments({"--password=abcdefgh"}).empty());  // the program's own name
}

TEST_CASE("variables that are set in a command line", "[redact]") {
  CHECK(secret_arguments({"env", "GITHUB_TOKEN=abcdefgh1", "train"}) == std::vector<std::string>{"abcdefgh1"});
  CHECK(secret_arguments({"train", "token=abcdefgh1", "LR=0.000000001"}).empty());
}

TEST_CASE("the same in a script that is one word", "[redact]") {
  CHECK(secret_arguments({"bash", "-c", "cd /x; HF_TOKEN=abcdefgh1 train --password 'abc \\ efgh2'|tee log"}) ==
        std::vector<std::string>{"abcdefgh1", "abc \\ efgh2"});
  CHECK(secret_arguments({"sh", "-c", "python -c 'login(password=\"abcdefgh1\")'"}) ==
        std::vector<std::string>{"abcdefgh1"});
  CHECK(secret_arguments({"ssh", "node", "bash -c \"train --api-key=abcdefgh1\""}) ==
        std::vector<std::string>{"abcdefgh1"});
  CHECK(secret_arguments({"train", "--prompt", "what is a password = good for, said the --user"}).empty());
  CHECK(secret_arguments({"train", "--password=correct horse"}) == std::vector<std::string>{"correct horse"});
  CHECK(secret_arguments({"sh", "-c", "HF_TOKEN=abcdefgh1 train"}) == std::vector<std::string>{"abcdefgh1"});
  CHECK(secret_arguments({"env", "HF_TOKEN=abcd efgh1", "train"}) == std::vector<std::string>{"abcd efgh1"});
}

TEST_CASE("the passwords that curl is given", "[redact]") {
  CHECK(secret_arguments({"curl", "-u", "ada:abcdefgh1", "--proxy-user=bob:abc:defgh", "https://x.example/a:b"}) ==
        std::vector<std::string>{"abcdefgh1", "abc:defgh"});
  CHECK(secret_arguments({"sh", "-c", "for i in 1 2; do /usr/bin/curl -sSu ada:abcdefgh1 u; done"}) ==
        std::vector<std::string>{"abcdefgh1"});
  CHECK(secret_arguments({"python", "-u", "ada:abcdefgh1"}).empty());
  CHECK(secret_arguments({"curl", "-u"}).empty());
}

TEST_CASE("in a command line short secrets are words of their own", "[redact]") {
  const std::vector<std::string> argv{"train", "--password", "abc123", "PGPASSWORD=abc1234", "--password=x"};
  CHECK(secret_arguments(argv, 4) == std::vector<std::string>{"abc123", "abc1234"});
  CHECK(without_words("abc123", {"abc123"}) == "***");
  CHECK(without_words("--password=abc123", {"abc123"}) == "--password=***");
  CHECK(without_words("db --pass 'abc123';x=abc123|y", {"abc123"}) == "db --pass '***';x=***|y");
  CHECK(without_words("xabc123 abc1234 abc123", {"abc123"}) == "xabc123 abc1234 ***");
}
