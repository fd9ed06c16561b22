using GitHubEmulator.Git;

namespace GitHubEmulator.State;

/// <summary>The apps, installations and repositories there are.</summary>
internal sealed class Catalog(ServerClock clock, GitCommand git, string repositoriesDirectory)
{
    private readonly Lock _gate = new();
    private readonly List<GitHubApp> _apps = [];
    private readonly List<Installation> _installations = [];
    private readonly List<Repository> _repositories = [];
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Repository> _formerNames = new(StringComparer.OrdinalIgnoreCase);

    public GitHubApp AddApp(string slug, string publicKeyPem, long? id, string? clientId)
    {
        lock (_gate)
        {
            var app = new GitHubApp(id ?? Invention.AppId(), clientId ?? Invention.ClientId(), slug, AccountOf("emulated-apps"), clock.Now);
            app.AddKey(publicKeyPem);
            _apps.Add(app);
            return app;
        }
    }

    public Installation AddInstallation(GitHubApp app, string account, long? id)
    {
        lock (_gate)
        {
            var installation = new Installation(id ?? Invention.InstallationId(), app, AccountOf(account), clock);
            _installations.Add(installation);
            return installation;
        }
    }

    public Repository AddRepository(string owner, string name, bool isPrivate)
    {
        var id = Invention.RepositoryId();
        var path = Path.Combine(repositoriesDirectory, $"{id}.git");
        git.CreateBareRepository(path);

        lock (_gate)
        {
            var repository = new Repository(id, AccountOf(owner), name, isPrivate, path, git, clock.Now);
            _repositories.Add(repository);
            _formerNames.Remove(repository.FullName);
            return repository;
        }
    }

    public void Rename(Repository repository, string newName)
    {
        lock (_gate)
        {
            var oldName = repository.Name;
            _formerNames[repository.FullName] = repository;
            repository.Name = newName;
            _formerNames.Remove(repository.FullName);

            foreach (var installation in _installations.Where(installation => installation.Owner == repository.Account))
            {
                installation.Repositories = installation.Repositories?
                    .Select(name => string.Equals(name, oldName, StringComparison.OrdinalIgnoreCase) ? newName : name)
                    .ToList();
            }
        }
    }

    public GitHubApp? AppBySlug(string slug) => Find(_apps, app => app.Slug == slug);

    /// <param name="login">As in <c>octo-app[bot]</c>.</param>
    public GitHubApp? AppByBot(string login) => Find(_apps, app => string.Equals(app.Bot.Login, login, StringComparison.OrdinalIgnoreCase));

    public Account? AccountByLogin(string login)
    {
        lock (_gate)
        {
            return _accounts.GetValueOrDefault(login);
        }
    }

    /// <param name="issuer">What a JWT names in <c>iss</c>: the id or the client id.</param>
    public GitHubApp? AppByIssuer(string issuer) =>
        Find(_apps, app => app.ClientId == issuer || app.Id.ToString() == issuer);

    public Installation? InstallationById(long id) => Find(_installations, installation => installation.Id == id);

    public Installation? InstallationOn(GitHubApp app, string account) =>
        Find(_installations, installation => installation.App == app
            && string.Equals(installation.Account, account, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<Installation> InstallationsOf(GitHubApp app)
    {
        lock (_gate)
        {
            return [.. _installations.Where(installation => installation.App == app)];
        }
    }

    public Repository? RepositoryById(long id) => Find(_repositories, repository => repository.Id == id);

    public Repository? RepositoryByName(string owner, string name) =>
        Find(_repositories, repository => string.Equals(repository.FullName, $"{owner}/{name}", StringComparison.OrdinalIgnoreCase));

    public Repository? RepositoryByFormerName(string owner, string name)
    {
        lock (_gate)
        {
            return _formerNames.GetValueOrDefault($"{owner}/{name}");
        }
    }

    public IReadOnlyList<Repository> RepositoriesOf(Installation installation)
    {
        lock (_gate)
        {
            return [.. _repositories.Where(installation.Reaches)];
        }
    }

    private T? Find<T>(List<T> all, Predicate<T> wanted)
        where T : class
    {
        lock (_gate)
        {
            return all.Find(wanted);
        }
    }

    private Account AccountOf(string login)
    {
        if (!_accounts.TryGetValue(login, out var account))
        {
            _accounts[login] = account = new Account(Invention.AccountId(), login);
        }

        return account;
    }
}
