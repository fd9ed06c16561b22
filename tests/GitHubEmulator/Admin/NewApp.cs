using System.Security.Cryptography;
using GitHubEmulator.Http;

namespace GitHubEmulator.Admin;

/// <param name="PublicKey">In PEM; or its file in <paramref name="PublicKeyFile"/>.</param>
internal sealed record NewApp(string Slug, string? PublicKey = null, string? PublicKeyFile = null, long? Id = null, string? ClientId = null)
{
    public GitHubApp AddTo(GitHubServer server)
    {
        try
        {
            return server.AddApp(Slug, PublicKey ?? ReadFile(), Id, ClientId);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or IOException)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, $"The public key of app {Slug} could not be read: {exception.Message}");
        }
    }

    private string ReadFile() => File.ReadAllText(
        PublicKeyFile ?? throw new Refusal(StatusCodes.Status400BadRequest, $"App {Slug} needs a public_key or a public_key_file."));
}
