using Sidecars.Http;

namespace Sidecars.Git.Running;

/// <summary>The environment that every git of ours gets, instead of the one we have.</summary>
/// <param name="server">The only place git may talk to.</param>
/// <param name="caFile">The certificate authorities for TLS; null for the system's.</param>
internal sealed class GitEnvironment(GitCredential credential, PrivateDirectory privateDirectory, Uri server, string? caFile, ProxyRules proxy)
{
    private static readonly string[] Inherited = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <param name="environment">Has what a program of ours would inherit.</param>
    /// <param name="repository">Null for what concerns none.</param>
    public void Fill(IDictionary<string, string?> environment, IGitRepository? repository)
    {
        var inherited = Inherited.Where(environment.ContainsKey).Select(name => KeyValuePair.Create(name, environment[name]!)).ToList();
        environment.Clear();
        foreach (var (name, value) in inherited.Concat(proxy.Variables))
        {
            environment[name] = value;
        }

        // Always said: git would look for a repository in the directory above, and the one above that.
        environment["GIT_DIR"] = repository?.Path ?? Path.Combine(privateDirectory.Path, "none");
        if (repository is not null)
        {
            environment["GIT_WORK_TREE"] = repository.WorkTree;
            if (repository.Elsewhere is { } stores)
            {
                environment["GIT_OBJECT_DIRECTORY"] = stores.Incoming;
                if (stores.Found is { } found)
                {
                    environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = GitConfig.Quoted(found);
                }
            }

            // The credential is in a file that only we can read; the environment has its path, and what comes from there wins over the repository's own.
            environment["GIT_CONFIG_COUNT"] = "1";
            environment["GIT_CONFIG_KEY_0"] = "include.path";
            environment["GIT_CONFIG_VALUE_0"] = privateDirectory.Write($"config-{repository.Owner}", CallConfig.Text(server, credential.Header(repository.Owner), caFile, proxy.WithPassword(server.Scheme)));
        }

        // The last is where our own filter is.
        environment["PATH"] = string.Join(':', Programs.Directories.Append(privateDirectory.Path));
        environment["GIT_LFS_FORCE_PROGRESS"] = "1";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_ATTR_NOSYSTEM"] = "1";
        environment["GIT_NO_REPLACE_OBJECTS"] = "1";
        environment["GIT_ALLOW_PROTOCOL"] = server.Scheme;
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["HOME"] = privateDirectory.Path;
        environment["TMPDIR"] = privateDirectory.Path;
        environment["LC_ALL"] = "C";
    }
}
