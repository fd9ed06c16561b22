namespace GitHubEmulator;

public enum CredentialKind
{
    None,
    Jwt,
    Token,
    Basic,
}
