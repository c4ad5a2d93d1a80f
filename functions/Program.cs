Console.WriteLine("RecruitRetain");
