using System.Text.Json;

namespace GitHubEmulator.Admin;

/// <summary>What a setup file holds.</summary>
internal sealed record Setup(List<NewApp>? Apps = null, List<NewRepository>? Repositories = null, List<NewInstallation>? Installations = null)
{
    /// <param name="file">Key files it names are relative to it.</param>
    public static Setup Read(string file)
    {
        var setup = JsonSerializer.Deserialize<Setup>(File.ReadAllText(file), AdminEndpoints.Json) ?? new Setup();
        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;

        return setup with
        {
            Apps = setup.Apps?.ConvertAll(app => app with
            {
                PublicKeyFile = app.PublicKeyFile is null ? null : Path.Combine(directory, app.PublicKeyFile),
            }),
        };
    }

    public void ApplyTo(GitHubServer server)
    {
        Apps?.ForEach(app => app.AddTo(server));
        Repositories?.ForEach(repository => repository.AddTo(server));
        Installations?.ForEach(installation => installation.AddTo(server));
    }
}
