namespace GitHubEmulator.Admin;

internal sealed record NewRepository(string Owner, string Name, bool Private = true)
{
    public Repository AddTo(GitHubServer server) => server.AddRepository(Owner, Name, Private);
}
