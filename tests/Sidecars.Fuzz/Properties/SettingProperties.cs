using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Repositories;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Fuzz.Properties;

public sealed class SettingProperties
{
    private static readonly Uri Server = new("https://github.com");

    private static readonly Gen<string> Repositories = Always.Name.Zip(Always.Name).Select(parts => $"{parts.Item1.Replace('.', '-')}/{parts.Item2}");

    private static readonly Gen<Permissions> SomePermissions = Gen.Elements("contents", "issues", "metadata", "pull_requests").Zip(Gen.Elements("read", "write", "admin", "maintain"))
        .ListOf().Select(levels => new Permissions(levels.Select(level => KeyValuePair.Create(level.Item1, level.Item2))));

    [Fact]
    public void A_list_means_the_same_in_any_order_and_however_often_something_stands_in_it()
        => Always.Holds(Repositories.NonEmptyListOf().SelectMany(list => Gen.Shuffle(list.Concat(list).ToArray()).Select(shuffled => (list, shuffled))), lists =>
        {
            static IEnumerable<string> ScopesOf(IEnumerable<string> names) => WorkspaceScope.Of(RepositoryList.Parse(string.Join(' ', names), Server), Access.Read).Owners.Select(owner => owner.ToString().ToLowerInvariant()).Order(StringComparer.Ordinal);
            return ScopesOf(lists.list).SequenceEqual(ScopesOf(lists.shuffled));
        });

    [Fact]
    public void A_list_of_words_and_one_of_JSON_mean_the_same()
        => Always.Holds(Repositories.NonEmptyListOf(), names => RepositoryList.Parse(string.Join("\n\t", names), Server).Repositories.SequenceEqual(RepositoryList.Parse(JsonSerializer.Serialize(names), Server).Repositories));

    [Fact]
    public void What_is_written_behind_a_list_never_takes_anything_out_of_its_ceiling()
        => Always.Holds(Repositories.NonEmptyListOf().Zip(Repositories.NonEmptyListOf()), lists =>
        {
            var narrow = RepositoryList.Parse(string.Join(' ', lists.Item1), Server);
            var wide = RepositoryCeiling.Parse(string.Join(' ', lists.Item1.Concat(lists.Item2)), Server);
            return wide.Beyond(narrow) is null && RepositoryCeiling.Of(narrow).Beyond(narrow) is null
                   && (RepositoryCeiling.Of(narrow).Beyond(RepositoryList.Parse(string.Join(' ', lists.Item2), Server)) is null) == lists.Item2.All(name => lists.Item1.Contains(name, StringComparer.OrdinalIgnoreCase));
        });

    [Fact]
    public void Permissions_mean_the_same_in_any_order()
        => Always.Holds(SomePermissions.Where(permissions => permissions.Levels.Count > 0 && !permissions.Levels.Values.Contains("maintain")).SelectMany(permissions => Gen.Shuffle(permissions.Levels.Select(level => $"{level.Key}={level.Value}").ToArray()).Select(words => (permissions, words))),
            pair => Permissions.Parse(string.Join(',', pair.words)).ToString() == pair.permissions.ToString());

    [Fact]
    public void Beyond_is_an_order()
        => Always.Holds(SomePermissions.Three(), three =>
        {
            var (one, two, last) = three;
            static bool IsWithin(Permissions inner, Permissions outer) => inner.Beyond(outer).Levels.Count == 0;
            return IsWithin(one, one) && (!IsWithin(one, two) || !IsWithin(two, last) || IsWithin(one, last)) && one.Beyond(two).Levels.All(level => one.Levels[level.Key] == level.Value);
        });

    /// <summary>Whoever asks, and whenever.</summary>
    [Fact]
    public void A_mint_limit_lets_through_no_more_than_it_says()
        => Always.Holds(Gen.Choose(1, 5).Zip(Gen.Choose(1, 100)).Zip(Gen.Choose(0, 200).ListOf(60)), given =>
        {
            var ((burst, tenths), pauses) = given;
            var limit = MintLimit.Parse(string.Create(CultureInfo.InvariantCulture, $"{burst}/{tenths / 10.0}"));
            var (now, paid) = (TimeSpan.FromHours(3), TimeSpan.Zero);
            var start = now;
            var minted = 0;
            foreach (var pause in pauses)
            {
                now += TimeSpan.FromSeconds(pause);
                if (limit.Wait(paid, now) == TimeSpan.Zero)
                {
                    paid = limit.Pay(paid, now);
                    minted++;
                }
            }

            return minted <= burst + Math.Floor((now - start) / limit.Each) && minted > 0;
        });

    [Fact]
    public void An_interval_is_read_as_it_is_written()
        => Always.Holds(Gen.Choose(1, 55 * 60), seconds => Math.Abs((RefresherSettings.ParseInterval((seconds / 60.0).ToString("0.##########", CultureInfo.InvariantCulture).PadLeft(1)) - TimeSpan.FromSeconds(seconds)).TotalMilliseconds) < 1 || seconds == 1);
}
