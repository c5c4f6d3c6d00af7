// Texts that look like tokens, put together here so that no scanner takes this source for a leak.
#pragma once

#include <string>
#include <utility>
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

/// Those that what stands around them tells.
inline std::vector<Sample> samples_in_context() {
  const std::string mixed = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC";
  const std::string hex = "0123456789abcdef";
  const std::string base64 = "aB3+dE5/gH7";
  return {
      {"AWS secret key", "aws_secret_access_key = ", repeated("wJalrXUtnFEMI/K7MDENG+", 40)},
      {"AWS secret key in the environment", "AWS_SECRET_ACCESS_KEY=", repeated("wJalrXUtnFEMI/K7MDENG+", 40)},
      {"Weights & Biases key", "WANDB_API_KEY=", repeated("0123456789abcdef", 40)},
      {"Weights & Biases login", "wandb login ", repeated("fedcba9876543210", 40)},
      {"Slack webhook", "https://hooks.slack.com/services/", "T0000AAAA/B0000BBBB/" + repeated(mixed, 24)},
      {"Azure connection", "DefaultEndpointsProtocol=https;AccountKey=", repeated(mixed, 86) + "=="},
      {"HTTP token", "> Authorization: Bearer ", repeated("aB3-dE5_gH7.", 40)},
      {"HTTP password", "'authorization': 'Basic ", "dHJhaW5lcjpjb3JyZWN0aG9yc2U="},
      {"HTTP token in a list", "(b'AUTHORIZATION', b'token ", repeated("abcdef", 16)},
      {"URL with a password", "postgresql://trainer:", "s3cr3t.pass"},
      {"AWS secret key in JavaScript", "{ secretAccessKey: '", repeated("wJalrXUtnFEMI/K7MDENG+", 40)},
      {"AWS signature", "&X-Amz-Signature=", repeated(hex, 64)},
      {"Azure key", "key ", repeated(mixed, 52) + "JQQJ99" + repeated(mixed, 26)},
      {"secret in a configuration", "azure_client_secret: ", "abC8Q~" + repeated("aB3-dE5_gH7", 34)},
      {"Azure signature", "https://x.blob.core.windows.net/c?sv=2022-11-02&sig=", repeated("aB3%2BdE5", 46) + "%3D"},
      {"Discord webhook", "https://discord.com/api/webhooks/", "123456789012345678/" + repeated("aB3-dE5_gH7", 68)},
      {"Telegram token", "https://api.telegram.org/bot", "1234567890:" + repeated("aB3-dE5_gH7", 35)},
      {"HTTP token of no scheme", "authorization: ", repeated(mixed, 40)},
      {"HTTP token of another scheme", "Authorization: ApiKey ", repeated(mixed, 40)},
      {"key in a command line", "Namespace(lr=0.1, api_key='", repeated(mixed, 32)},
      {"key in YAML", "  client_secret: ", repeated(mixed, 24)},
      {"key in an environment", "declare -x SOME_PASSWORD=\"", repeated(mixed, 24)},
      {"key in .netrc", "machine example.com login ada password ", repeated(mixed, 24)},
      {"key in a table", "| api_key          | ", repeated(hex, 32)},
      {"key in a header", "> X-Api-Key: ", repeated(mixed, 32)},
      {"password for curl", "+ curl -fsSLu ada:", "c0rrect+horse"},
      {"password for curl in a proxy", "/usr/bin/curl -x proxy:3128 --proxy-user=ada:", "c0rrect+horse"},
      {"private key in a kubeconfig", "client-key-data: LS0tLS1CRUdJ",
       "TiBSU0EgUFJJVkFURSBLRVktLS0tLQ" + repeated(base64, 400)},
  };
}

inline std::vector<Sample> samples() {
  const std::string mixed = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC";
  const std::string hex = "0123456789abcdef";
  const std::string base64 = "aB3+dE5/gH7";
  const std::string jwt =
      std::string("eyJ") + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0." + repeated("aB3-dE5_gH7", 43);
  std::vector<Sample> all{
      {"Stripe key", "sk_live_", repeated(mixed, 24)},
      {"Stripe test key", "sk_test_", repeated(mixed, 99)},
      {"Vault token", "hvs.", repeated("aB3-dE5_gH7", 95)},
      {"Perplexity key", "pplx-", repeated(mixed, 48)},
      {"Neptune token", "eyJhcGlfYWRkcmVzcy", "I6Imh0dHBz" + repeated(mixed, 100) + "=="},
      {"AWS access key", "AKIA", "IOSFODNN7EXAMPL3"},
      {"GitHub token", "ghp_", repeated(mixed, 36)},
      {"GitHub app token", "ghs_", repeated(mixed, 36)},
      {"GitHub fine-grained token", "github_pat_", repeated(mixed, 22) + "_" + repeated(mixed, 59)},
      {"GitLab token", "glpat-", repeated("aB3-dE5_", 20)},
      {"Hugging Face token", "hf_", repeated("aBcDeFgHiJkLmNoPqRsTuVwXyZ", 34)},
      {"OpenAI key", "sk-", repeated(mixed, 48)},
      {"OpenAI project key", "sk-", "proj-" + repeated("aB3-dE5_gH7", 120)},
      {"Anthropic key", "sk-", "ant-api03-" + repeated("aB3-dE5_gH7", 95)},
      {"Slack token", "xoxb-", "123456789012-123456789012-" + repeated(mixed, 24)},
      {"Google API key", "AIza", "Sy" + repeated("aB3-dE5_gH7", 33)},
      {"Google OAuth token", "ya29.", repeated("aB3-dE5_gH7", 60)},
      {"JSON web token", "eyJ",
       "hbGciOiJIUzI1NiJ9." + std::string("eyJ") + "zdWIiOiIxMjM0NTY3ODkwIn0." + repeated("aB3-dE5_gH7", 43)},
      {"npm token", "npm_", repeated(mixed, 36)},
      {"AWS session token", "IQoJb3JpZ2lu", repeated(base64, 600)},
      {"AWS security token in a URL", "X-Amz-Security-Token=IQoJb3JpZ2lu", repeated("aB3%2BdE5%2FgH7", 600)},
      {"AWS Bedrock key", "ABSKQmVkcm9ja0FQSUtleS", repeated(base64, 100)},
      {"GitHub app token with a JWT", "ghs_", "1234567_" + jwt},
      {"GitLab feed token", "glft-", repeated("aB3-dE5_", 20)},
      {"GitLab runner token", "glrtr-", repeated("aB3-dE5_", 20)},
      {"GitLab application secret", "gloas-", repeated("aB3-dE5_", 64)},
      {"OpenRouter key", "sk-", "or-v1-" + repeated(hex, 64)},
      {"JSON web token with a prefix", "token_eyJ", jwt.substr(3)},
      {"Google refresh token", "1//0", "g" + repeated("aB3-dE5_gH7", 100)},
      {"Grafana token", "glsa_", repeated(mixed, 32) + "_0123abcd"},
      {"NVIDIA key", "nvapi-", repeated("aB3-dE5_gH7", 64)},
  };
  for (Sample& sample : samples_in_context()) all.push_back(std::move(sample));
  return all;
}

/// What may follow the secret of a sample and is no part of it.
inline std::string behind(const Sample& sample) {
  return sample.name == "URL with a password" ? "@db.example.com/runs" : "";
}

}  // namespace logwrap::redact_test
