using System.Text.Json;

namespace GitHubEmulator.Tests.OpenApi;

public sealed class SchemaSpecs
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1", "1.5")]
    [InlineData("""{"type":"string","nullable":true}""", "null", "1")]
    [InlineData("""{"type":"string"}""", "\"\"", "null")]
    [InlineData("""{"type":"boolean"}""", "false", "\"false\"")]
    [InlineData("""{"type":"number"}""", "1.5", "\"1.5\"")]
    [InlineData("""{"enum":["all","selected"]}""", "\"all\"", "\"some\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-11-20T12:00:00Z\"", "\"2026-11-20 12:00\"")]
    [InlineData("""{"type":"string","format":"uri"}""", "\"http://127.0.0.1/a\"", "\"/a{b}\"")]
    [InlineData("""{"type":"object","required":["a"]}""", """{"a":1}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"","b":1}""", """{"a":1}""")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"a":""}""", """{"a":1}""")]
    [InlineData("""{"additionalProperties":false}""", "{}", """{"a":1}""")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1,2]", "[1,\"2\"]")]
    [InlineData("""{"allOf":[{"type":"integer"},{"enum":[1]}]}""", "1", "2")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"number"}]}""", "1", "\"1\"")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "1.5", "1")]
    [InlineData("""{"$ref":"#/schemas/number","schemas":{"number":{"type":"number"}}}""", "1", "\"1\"")]
    public void Each_rule_takes_what_fits_and_refuses_what_does_not(string schema, string valid, string invalid)
    {
        Assert.Empty(Errors(schema, valid));
        Assert.NotEmpty(Errors(schema, invalid));
    }

    [Fact]
    public void An_error_says_where_it_is()
    {
        var errors = Errors("""{"properties":{"list":{"items":{"required":["id"]}}}}""", """{"list":[{"id":1},{}]}""");

        Assert.Equal(["$.list[1].id is missing"], errors);
    }

    private static IEnumerable<string> Errors(string schema, string value)
    {
        var definition = JsonElement.Parse(schema);

        return new Schema(definition, definition).Errors(JsonElement.Parse(value));
    }
}
