using GitHubEmulator.Http;

namespace GitHubEmulator.Admin;

/// <param name="App">Its slug.</param>
internal sealed record NewInstallation(
    string App,
    string Account,
    long? Id = null,
    Dictionary<string, string>? Permissions = null,
    List<string>? Repositories = null,
    bool Suspended = false)
{
    public Installation AddTo(GitHubServer server)
    {
        var app = server.Catalog.AppBySlug(App) ?? throw new Refusal(StatusCodes.Status400BadRequest, $"There is no app {App}.");
        var installation = server.AddInstallation(app, Account, Permissions, Repositories, Id);
        installation.Suspended = Suspended;

        return installation;
    }
}
