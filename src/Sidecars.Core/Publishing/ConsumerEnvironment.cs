using System.Globalization;

namespace Sidecars.Publishing;

/// <summary>The variables by which git, gh and curl find what is published.</summary>
public static class ConsumerEnvironment
{
    private const string Count = "GIT_CONFIG_COUNT";

    /// <summary>The first that is published is included: both together would send two credentials.</summary>
    private static readonly string[] GitConfigs = ["gitconfig", "gitconfig-no-shell"];

    /// <param name="variables">Those there are; what they already say of git's configuration stays.</param>
    /// <param name="isPublished">Whether the directory has this file.</param>
    public static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> variables, string directory, Func<string, bool> isPublished)
    {
        var environment = new Dictionary<string, string>(variables);

        // The App's key, which a pod that was set up by hand may have there, is not the app's business.
        environment.Remove("GITHUB_APP_PRIVATE_KEY_B64");
        if (GitConfigs.FirstOrDefault(isPublished) is { } gitConfig)
        {
            // https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT, since git 2.31.
            var count = int.TryParse(variables.GetValueOrDefault(Count), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            environment[$"GIT_CONFIG_KEY_{count}"] = "include.path";
            environment[$"GIT_CONFIG_VALUE_{count}"] = Path.Combine(directory, gitConfig);
            environment[Count] = (count + 1).ToString(CultureInfo.InvariantCulture);
        }

        if (isPublished("gh"))
        {
            environment["GH_CONFIG_DIR"] = Path.Combine(directory, "gh");
        }

        if (isPublished(".netrc"))
        {
            // libcurl reads this since 8.16, and git through it.
            environment["NETRC"] = Path.Combine(directory, ".netrc");
        }

        return environment;
    }
}
