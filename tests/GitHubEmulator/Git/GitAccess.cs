using GitHubEmulator.Http;

namespace GitHubEmulator.Git;

/// <summary>Decides who may read or write which repository.</summary>
internal sealed class GitAccess(Catalog catalog, TokenLedger ledger, ServerClock clock)
{
    private static Refusal NotFound => new(StatusCodes.Status404NotFound, Messages.GitRepositoryNotFound);

    public Repository Admit(HttpContext context, string owner, string name, bool writes)
    {
        var repository = catalog.RepositoryByName(owner, name) ?? catalog.RepositoryByFormerName(owner, name);
        var credential = Credential.Of(context.Request);

        return credential.Kind == CredentialKind.None
            ? AdmitAnybody(context, repository, writes)
            : Admit(TokenOf(context, credential), repository, writes);
    }

    private static Repository AdmitAnybody(HttpContext context, Repository? repository, bool writes)
    {
        if (repository is { IsPrivate: false } && !writes)
        {
            return repository;
        }

        // Whether there is such a repository is nobody's business.
        throw Unauthorized(context, repository is { IsPrivate: false } ? Messages.GitNoAnonymousWrite : Messages.GitRepositoryNotFound);
    }

    private static Repository Admit(IssuedToken token, Repository? repository, bool writes)
    {
        if (repository is null)
        {
            throw NotFound;
        }

        var level = token.Reaches(repository) ? token.Permissions.GetValueOrDefault("contents") : null;

        if (level is null && repository.IsPrivate)
        {
            throw NotFound;
        }

        if (writes && level is not "write")
        {
            throw new Refusal(StatusCodes.Status403Forbidden, Messages.GitWriteNotGranted);
        }

        return repository;
    }

    private IssuedToken TokenOf(HttpContext context, Credential credential)
    {
        var isNamed = credential.Kind != CredentialKind.Basic || credential.UserName.Length > 0;
        var token = isNamed ? ledger.Find(credential.Secret) : null;

        if (token?.IsAlive(clock.Now) is not true || token.Installation.Suspended)
        {
            throw Unauthorized(context, Messages.GitDeadToken);
        }

        if (token.TakeGitRefusal())
        {
            throw token.Refusals.GitStatus == StatusCodes.Status401Unauthorized
                ? Unauthorized(context, Messages.GitDeadToken)
                : new Refusal(token.Refusals.GitStatus, Messages.OfFreshTokenInGit(token.Refusals.GitStatus));
        }

        return token;
    }

    private static Refusal Unauthorized(HttpContext context, string message)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";

        return new Refusal(StatusCodes.Status401Unauthorized, message);
    }
}
