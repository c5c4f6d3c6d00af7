// Texts that look like tokens, put together here so that no scanner takes this source for a leak.
#pragma once

#include <string>
#include <vector>

namespace logwrap::redact_test {

inline std::string repeated(const std::string& text, std::size_t size) {
  std::string out;
  while (out.size() < size) out += text;
  return out.substr(0, size);
}

struct Sample {
  std::string name;
  std::string prefix;  ///< may stay: it tells the kind
  std::string secret;  ///< must not
};

inline std::vector<Sample> samples() {
  const std::string mixed = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC";
  return {
      {"AWS access key", "AKIA", "IOSFODNN7EXAMPL3"},
      {"AWS secret key", "aws_secret_access_key = ", repeated("wJalrXUtnFEMI/K7MDENG+", 40)},
      {"AWS secret key in the environment", "AWS_SECRET_ACCESS_KEY=", repeated("wJalrXUtnFEMI/K7MDENG+", 40)},
      {"GitHub token", "ghp_", repeated(mixed, 36)},
      {"GitHub app token", "ghs_", repeated(mixed, 36)},
      {"GitHub fine-grained token", "github_pat_", repeated(mixed, 22) + "_" + repeated(mixed, 59)},
      {"GitLab token", "glpat-", repeated("aB3-dE5_", 20)},
      {"Hugging Face token", "hf_", repeated("aBcDeFgHiJkLmNoPqRsTuVwXyZ", 34)},
      {"OpenAI key", "sk-", repeated(mixed, 48)},
      {"OpenAI project key", "sk-", "proj-" + repeated("aB3-dE5_gH7", 120)},
      {"Anthropic key", "sk-", "ant-api03-" + repeated("aB3-dE5_gH7", 95)},
      {"Weights & Biases key", "WANDB_API_KEY=", repeated("0123456789abcdef", 40)},
      {"Weights & Biases login", "wandb login ", repeated("fedcba9876543210", 40)},
      {"Slack token", "xoxb-", "123456789012-123456789012-" + repeated(mixed, 24)},
      {"Slack webhook", "https://hooks.slack.com/services/", "T0000AAAA/B0000BBBB/" + repeated(mixed, 24)},
      {"Google API key", "AIza", "Sy" + repeated("aB3-dE5_gH7", 33)},
      {"Google OAuth token", "ya29.", repeated("aB3-dE5_gH7", 60)},
      {"JSON web token", "eyJ",
       "hbGciOiJIUzI1NiJ9." + std::string("eyJ") + "zdWIiOiIxMjM0NTY3ODkwIn0." + repeated("aB3-dE5_gH7", 43)},
      {"Azure connection", "DefaultEndpointsProtocol=https;AccountKey=", repeated(mixed, 86) + "=="},
      {"HTTP token", "> Authorization: Bearer ", repeated("aB3-dE5_gH7.", 40)},
      {"HTTP password", "'authorization': 'Basic ", "dHJhaW5lcjpjb3JyZWN0aG9yc2U="},
      {"HTTP token in a list", "(b'AUTHORIZATION', b'token ", repeated("abcdef", 16)},
      {"URL with a password", "postgresql://trainer:", "s3cr3t.pass"},
      {"npm token", "npm_", repeated(mixed, 36)},
  };
}

/// What may follow the secret of a sample and is no part of it.
inline std::string behind(const Sample& sample) {
  return sample.name == "URL with a password" ? "@db.example.com/runs" : "";
}

}  // namespace logwrap::redact_test
