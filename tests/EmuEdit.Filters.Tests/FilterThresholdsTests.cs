using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Filters.Tests;

public class FilterThresholdsTests
{
    [Fact]
    public void WithoutThresholdsOfItsOwnABundleTakesThePublishedOnes()
    {
        var thresholds = FilterThresholds.Read(default, "emu_edit.json");
        Assert.Equal(0.75, thresholds["clip_image", EditTask.Named("add")].Min);
        Assert.Equal(0.2, thresholds["clip_output", EditTask.Named("add")].Min);
        Assert.Equal(0.2, thresholds["clip_direction", EditTask.Named("add")].Min);
        Assert.Equal(new(0.01, 0.9), thresholds["mask_area", EditTask.Named("add")]);
    }

    [Fact]
    public void ATaskTakesItsOwnRangeElseTheDefaultOfTheFile()
    {
        var thresholds = Read("""{"clip_image": {"default": {"min": 0.6}, "add": {"min": 0.8, "max": 0.99}, "remove": {}}}""");
        Assert.Equal(new(0.8, 0.99), thresholds["clip_image", EditTask.Named("add")]);
        Assert.Equal(new(0.6), thresholds["clip_image", EditTask.Named("local")]);
        Assert.Equal(default, thresholds["clip_image", EditTask.Named("remove")]);
    }

    [Fact]
    public void WhatIsWrittenIsReadAsItWas()
    {
        var json = Read("""{"clip_image": {"add": {"min": 0.8}}, "task_predictor": {"default": {"max": 0.7}}}""").ToJson().ToJsonString();
        Assert.Equal(json, Read(json).ToJson().ToJsonString());
        Assert.Equal("""{"task_predictor":{"default":{"max":0.7}},"clip_image":{"add":{"min":0.8}}}""", json);
    }

    [Theory]
    [InlineData("""{"clip": {}}""", "names a filter 'clip'; allowed: task_predictor, mentioned")]
    [InlineData("""{"clip_image": {"paint": {}}}""", "filters.clip_image names a task 'paint'; allowed: default, local")]
    [InlineData("""{"clip_image": {"add": {"least": 0.5}}}""", "filters.clip_image.add has 'least'")]
    [InlineData("""{"clip_image": {"add": {"min": "0.5"}}}""", "filters.clip_image.add.min is \"0.5\"; allowed: a number")]
    [InlineData("""{"clip_image": {"add": {"min": 0.9, "max": 0.5}}}""", "has min 0.9 above max 0.5")]
    [InlineData("""{"clip_image": {"add": 0.5}}""", "filters.clip_image.add is 0.5; allowed: an object")]
    [InlineData("""[]""", "filters is []; allowed: an object")]
    [InlineData("""{"clip_image": {"add": {"min": 1e999}}}""", "filters.clip_image.add.min is 1e999")]
    public void WrongThresholdsAreRefusedWithWhatIsWrong(string json, string said)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(json));
        Assert.StartsWith("emu_edit.json", error.Message);
        Assert.Contains(said, error.Message);
    }

    private static FilterThresholds Read(string json) => FilterThresholds.Read(JsonDocument.Parse(json).RootElement, "emu_edit.json");
}
