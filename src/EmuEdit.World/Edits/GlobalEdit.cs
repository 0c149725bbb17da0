using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Changes the time of day or the weather.</summary>
internal static class GlobalEdit
{
    private static readonly Dictionary<Time, Phrasing> Times = new()
    {
        [Time.Day] = Phrasing
            .Of("make it (day|noon|midday)", "turn it into day", "change the time to (day|noon)", "let the sun shine high")
            .HeldOut("it should be midday", "please make it day"),
        [Time.Sunset] = Phrasing
            .Of("make it (sunset|evening)", "turn it into (a sunset|evening)", "change the time to sunset", "let the sun set")
            .HeldOut("it should be sunset", "please make it evening"),
        [Time.Night] = Phrasing
            .Of("make it (night|midnight)", "turn it into night", "change the time to (night|midnight)", "let it be dark night")
            .HeldOut("it should be night", "please make it midnight"),
    };

    private static readonly Dictionary<Weather, Phrasing> Weathers = new()
    {
        [Weather.Clear] = Phrasing
            .Of(
                "(clear up the weather|make the weather clear)",
                "make the air clear",
                "let the (fog|snow) go away",
                "change the weather to clear"
            )
            .HeldOut("the weather should be clear", "please clear up the weather"),
        [Weather.Fog] = Phrasing
            .Of("make it foggy", "(add fog|let fog come up)", "change the weather to fog", "cover the scene in fog")
            .HeldOut("it should be foggy", "please add fog"),
        [Weather.Snow] = Phrasing
            .Of("make it (snow|snowy)", "let it snow", "turn it into winter", "change the weather to snow", "make it winter")
            .HeldOut("it should snow", "please make it winter"),
    };

    public static Edit Draw(Voice voice)
    {
        var scene = WorldEdits.AnyScene(voice);
        return voice.Random.Chance(0.5f) ? ChangeTime(scene, voice) : ChangeWeather(scene, voice);
    }

    private static Edit ChangeTime(Scene scene, Voice voice)
    {
        var time = voice.Random.Pick([.. Enum.GetValues<Time>().Where(t => t != scene.Time)]);
        return Edit.Of(Times[time].Say(voice), scene, scene with { Time = time }, voice);
    }

    private static Edit ChangeWeather(Scene scene, Voice voice)
    {
        var weather = voice.Random.Pick([.. Enum.GetValues<Weather>().Where(w => w != scene.Weather)]);
        return Edit.Of(Weathers[weather].Say(voice), scene, scene with { Weather = weather }, voice);
    }
}
