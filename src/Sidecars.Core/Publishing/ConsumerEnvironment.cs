using System.Globalization;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>The variables by which git, gh and curl find what is published.</summary>
public static class ConsumerEnvironment
{
    private const string Count = "GIT_CONFIG_COUNT";

    /// <summary>The first that is published is included: both together would send two credentials.</summary>
    private static readonly string[] GitConfigs = ["gitconfig", "gitconfig-no-shell"];

    /// <summary>What changes in an environment; null for a variable that is taken away.</summary>
    /// <param name="variable">What there is; what it says of git's configuration already stays.</param>
    /// <param name="isPublished">Whether the directory has this file.</param>
    public static Dictionary<string, string?> Of(Func<string, string?> variable, string directory, Func<string, bool> isPublished)
    {
        // The App's key, which a pod that was set up by hand may have there, is not the app's business.
        var changes = new Dictionary<string, string?> { [AppCredentials.KeyVariable] = null };
        if (GitConfigs.FirstOrDefault(isPublished) is { } gitConfig)
        {
            // https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT, since git 2.31.
            var count = int.TryParse(variable(Count), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue ? number : 0;
            changes[$"GIT_CONFIG_KEY_{count}"] = "include.path";
            changes[$"GIT_CONFIG_VALUE_{count}"] = Path.Combine(directory, gitConfig);
            changes[Count] = (count + 1).ToString(CultureInfo.InvariantCulture);
        }

        if (isPublished("gh"))
        {
            changes["GH_CONFIG_DIR"] = Path.Combine(directory, "gh");
        }

        if (isPublished(".netrc"))
        {
            // libcurl reads this since 8.16, and git through it.
            changes["NETRC"] = Path.Combine(directory, ".netrc");
        }

        return changes;
    }
}
