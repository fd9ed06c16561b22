using GitHubEmulator.Git;

namespace GitHubEmulator.State;

/// <summary>The apps, installations and repositories there are.</summary>
internal sealed class Catalog(ServerClock clock, GitCommand git, string repositoriesDirectory)
{
    private readonly Lock gate = new();
    private readonly List<GitHubApp> apps = [];
    private readonly List<Installation> installations = [];
    private readonly List<Repository> repositories = [];
    private readonly Dictionary<string, Account> accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Repository> formerNames = new(StringComparer.OrdinalIgnoreCase);

    public GitHubApp AddApp(string slug, string publicKeyPem, long? id, string? clientId)
    {
        lock (gate)
        {
            var app = new GitHubApp(id ?? Invention.AppId(), clientId ?? Invention.ClientId(), slug, AccountOf("emulated-apps"), clock.Now);
            app.AddKey(publicKeyPem);
            apps.Add(app);
            return app;
        }
    }

    public Installation AddInstallation(GitHubApp app, string account, long? id)
    {
        lock (gate)
        {
            var installation = new Installation(id ?? Invention.InstallationId(), app, AccountOf(account), clock);
            installations.Add(installation);
            return installation;
        }
    }

    public Repository AddRepository(string owner, string name, bool isPrivate)
    {
        var id = Invention.RepositoryId();
        var path = Path.Combine(repositoriesDirectory, $"{id}.git");
        git.CreateBareRepository(path);

        lock (gate)
        {
            var repository = new Repository(id, AccountOf(owner), name, isPrivate, path, git, clock.Now);
            repositories.Add(repository);
            formerNames.Remove(repository.FullName);
            return repository;
        }
    }

    public void Rename(Repository repository, string newName)
    {
        lock (gate)
        {
            var oldName = repository.Name;
            formerNames[repository.FullName] = repository;
            repository.Name = newName;
            formerNames.Remove(repository.FullName);

            foreach (var installation in installations.Where(installation => installation.Owner == repository.Account))
            {
                installation.Repositories = installation.Repositories?
                    .Select(name => string.Equals(name, oldName, StringComparison.OrdinalIgnoreCase) ? newName : name)
                    .ToList();
            }
        }
    }

    public GitHubApp? AppBySlug(string slug) => Find(apps, app => app.Slug == slug);

    /// <param name="issuer">What a JWT names in <c>iss</c>: the id or the client id.</param>
    public GitHubApp? AppByIssuer(string issuer) =>
        Find(apps, app => app.ClientId == issuer || app.Id.ToString() == issuer);

    public Installation? InstallationById(long id) => Find(installations, installation => installation.Id == id);

    public Installation? InstallationOn(GitHubApp app, string account) =>
        Find(installations, installation => installation.App == app
            && string.Equals(installation.Account, account, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<Installation> InstallationsOf(GitHubApp app)
    {
        lock (gate)
        {
            return [.. installations.Where(installation => installation.App == app)];
        }
    }

    public Repository? RepositoryById(long id) => Find(repositories, repository => repository.Id == id);

    public Repository? RepositoryByName(string owner, string name) =>
        Find(repositories, repository => string.Equals(repository.FullName, $"{owner}/{name}", StringComparison.OrdinalIgnoreCase));

    public Repository? RepositoryByFormerName(string owner, string name)
    {
        lock (gate)
        {
            return formerNames.GetValueOrDefault($"{owner}/{name}");
        }
    }

    public IReadOnlyList<Repository> RepositoriesOf(Installation installation)
    {
        lock (gate)
        {
            return [.. repositories.Where(installation.Reaches)];
        }
    }

    private T? Find<T>(List<T> all, Predicate<T> wanted)
        where T : class
    {
        lock (gate)
        {
            return all.Find(wanted);
        }
    }

    private Account AccountOf(string login)
    {
        if (!accounts.TryGetValue(login, out var account))
        {
            accounts[login] = account = new Account(Invention.AccountId(), login);
        }

        return account;
    }
}
